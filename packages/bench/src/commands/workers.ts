import { availableParallelism } from "node:os";

/** The threads of a run by default. */
export const threads = String(Math.max(2, availableParallelism()));
/** The jobs that are given out at once to a cluster, by default. */
export const JOBS = "64";
