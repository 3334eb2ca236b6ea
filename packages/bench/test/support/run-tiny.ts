import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { run } from "../../src/experiments/run.ts";
import type { RunOptions, RunResult } from "../../src/experiments/run.ts";
import { localPool } from "./local-pool.ts";
import { tinyData, tinyPart } from "./tiny-part.ts";

/** Measures the tiny part, in this thread by default. */
export const runTiny = (folder: string, options: Partial<RunOptions> = {}): Promise<RunResult> => {
  const { part = tinyPart } = options;
  return run({
    part,
    workers: 2,
    pool: localPool,
    load: () => Promise.resolve(tinyData),
    scoreAlone: () => Promise.resolve({ scores: 1, peakBytes: 1024 }),
    folder,
    pathOf: (name) => join(folder, part.name, `${name}.json`),
    fresh: false,
    signal: new AbortController().signal,
    progress: new PassThrough().resume(),
    ...options,
  });
};

/** The files of measurements, by name. */
export async function measurementsIn(folder: string, part = tinyPart.name): Promise<Record<string, string>> {
  const names = (await readdir(join(folder, part))).filter((name) => name !== "costs.json").toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, part, name), "utf8")));
  return Object.fromEntries(names.map((name, at) => [name, texts[at]]));
}
