import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cases } from "../cases/index.ts";
import { pdebenchField, pdebenchNotice } from "../cases/pdebench.ts";
import { ownStrategies } from "../experiments/own-strategies.ts";
import { startExperiment } from "../experiments/parts/start.ts";
import type { StartOptions } from "../experiments/parts/start.ts";
import { whole } from "../terminal/values.ts";
import { runStart } from "./run-start.ts";

/** The options of `npm start` as they were typed. */
export interface Options extends StartOptions {
  readonly workers: string;
  readonly data?: string;
  readonly out?: string;
  readonly fresh: boolean;
  readonly strategy: readonly string[];
}

/**
 * Measures what the options say. It stands apart from them, so that `--help` does not load the experiments.
 *
 * @returns whether it came to its end
 */
export async function start(
  { workers, data, out, fresh, strategy: files, ...raw }: Options,
  signal: AbortSignal,
): Promise<boolean> {
  const modules = files.map((file) => pathToFileURL(file).href);
  const own = await ownStrategies(modules);
  const folder = data ?? join(".cache", raw.case);
  const experiment = startExperiment(
    raw,
    own.map(({ name }) => name),
    raw.case === "pde" ? await pdebenchField(folder) : {},
  );
  const { case: name } = experiment.recipe;
  if (experiment.recipe.pdebench !== undefined) process.stderr.write(pdebenchNotice);
  const digest = createHash("sha256").update(JSON.stringify(experiment)).digest("hex").slice(0, 8);
  return runStart({
    experiment,
    modules,
    workers: whole("--workers", workers, 1),
    load: (recipe, onProgress) =>
      cases[name].load({
        recipe,
        folder,
        signal,
        onProgress,
        onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
      }),
    folder: out ?? join("runs", `${name}-${experiment.recipe.network.join("-")}-${digest}`),
    fresh,
    signal,
    progress: process.stderr,
    output: process.stdout,
  });
}
