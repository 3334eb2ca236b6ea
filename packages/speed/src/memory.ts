import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { HeapPerStep, Stream } from "./results.ts";

/** Runs a program of this folder in a process of its own, and reads what it prints. */
async function probe<T>(name: string, flags: readonly string[], words: readonly string[] = []): Promise<T> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file, ...words]);
  return JSON.parse(stdout) as T; // it is our own
}

/** What a step of `train` allocates. */
export const heapPerStep = (): Promise<HeapPerStep> =>
  probe("probe-heap", ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"]);

/** The memory and the time of scoring a stream of samples. */
export const stream = (samples: number): Promise<Stream> => probe("probe-stream", [], [String(samples)]);
