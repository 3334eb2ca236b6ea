import { createPool } from "../../src/parallel/index.ts";

/** Pools of one, two and three workers for all tests of a process, so that their threads start once. They end with the process. */
export const sharedPools = [1, 2, 3].map((workers) => createPool({ workers }));

/** The one of two workers. */
export const [, sharedPool] = sharedPools;
