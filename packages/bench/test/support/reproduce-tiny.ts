// A process of its own that measures the tiny part, to be killed: node reproduce-tiny.ts <folder> [threads]
import { createPool } from "../../src/experiments/pool.ts";
import { runTiny } from "./run-tiny.ts";

const [folder, threads] = process.argv.slice(2);
await runTiny(folder, threads === undefined ? {} : { pool: createPool, workers: Number(threads) });
