// Runs in the page: prepares a task of ours, and runs it as often as it is asked to. `node:fs` is files.ts here.
import { useFastKernels } from "@espalier/tensor";
import type { Prepared, Tasks, WorkName } from "../../src/tasks.ts";
import { works } from "../espalier.ts";
import { fetchFiles } from "./files.ts";

await useFastKernels({ bytes: 2 ** 29 });

let prepared: Prepared | undefined;

async function prepare(work: WorkName, task: Tasks[WorkName]): Promise<Omit<Prepared, "run"> | undefined> {
  prepared?.release?.();
  await fetchFiles(task);
  // The task of a work goes to the function of that work.
  const start = works[work] as ((given: unknown) => Prepared | undefined) | undefined;
  prepared = start?.(task);
  if (prepared === undefined) return undefined;
  const { share, figure } = prepared;
  return { ...(share !== undefined && { share }), ...(figure !== undefined && { figure }) };
}

/** @returns seconds */
async function time(runs: number): Promise<number> {
  const { run } = prepared!; // asked for after it was prepared
  const start = performance.now();
  for (let at = 0; at < runs; at++) {
    const pending = run();
    if (pending instanceof Promise) await pending;
  }
  return (performance.now() - start) / 1000;
}

/** What the page offers to the program that opened it. */
export interface InPage {
  readonly prepare: typeof prepare;
  readonly time: typeof time;
}

Object.assign(globalThis, { inPage: { prepare, time } satisfies InPage });
