export { createPool } from "./pool.ts";
export type { Pool, PoolInputs, PoolOptions } from "./interface.ts";
export { WorkerError } from "./errors.ts";
