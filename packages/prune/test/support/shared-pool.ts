import { createPool } from "../../src/parallel/index.ts";

/** A pool of two workers for all tests of a process, so that its threads start once. They end with the process. */
export const sharedPool = createPool({ workers: 2 });
