import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { reproduce } from "../../src/reproduce/reproduce.ts";
import type { ReproduceOptions } from "../../src/reproduce/reproduce.ts";
import { tinyData, tinyPart } from "./tiny-part.ts";

/** Does the tiny part, and says what it told. */
export async function reproduceTiny(
  folder: string,
  options: Partial<ReproduceOptions> = {},
): Promise<{ readonly isComplete: boolean; readonly told: string }> {
  const progress = new PassThrough();
  const isComplete = await reproduce({
    part: tinyPart,
    workers: 2,
    load: () => Promise.resolve(tinyData),
    scoreAlone: () => Promise.resolve({ scores: 1, peakBytes: 1024 }),
    folder,
    fresh: false,
    signal: new AbortController().signal,
    progress,
    ...options,
  });
  progress.end();
  return { isComplete, told: await text(progress) };
}

/** The files of measurements, by name. */
export async function measurementsIn(folder: string, part = tinyPart.name): Promise<Record<string, string>> {
  const names = (await readdir(join(folder, part))).filter((name) => name !== "costs.json").toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, part, name), "utf8")));
  return Object.fromEntries(names.map((name, at) => [name, texts[at]]));
}
