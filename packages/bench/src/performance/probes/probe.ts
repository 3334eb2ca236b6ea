import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { HeapPerStep, Stream } from "../results.ts";

const execute = promisify(execFile);

/** Runs a program of this folder in a process of its own, and reads what it prints. */
async function probe<T>(name: string, flags: readonly string[], ...args: readonly string[]): Promise<T> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { stdout } = await execute(process.execPath, [...flags, file, ...args]);
  return JSON.parse(stdout) as T; // it is our own
}

const YOUNG = ["--min-semi-space-size=128", "--max-semi-space-size=128"];

export const heapPerStep = (): Promise<HeapPerStep> => probe("heap", ["--expose-gc", ...YOUNG]);

export const stream = (samples: number): Promise<Stream> => probe("stream", [], String(samples));
