import { isThorough } from "../../../../test-setup/thorough.ts";
import { createPool } from "../../src/parallel/index.ts";

/** Pools of one and two workers, and of three, for all tests of a process, so that their threads start once. They end with the process. */
export const sharedPools = (isThorough ? [1, 2, 3] : [1, 2]).map((workers) => createPool({ workers }));

/** The one of two workers. */
export const [, sharedPool] = sharedPools;
