import { join } from "node:path";
import { ValueError } from "@espalier/tensor";
import { dataFolder } from "../cases/folders.ts";
import { cases } from "../cases/index.ts";
import { pdebenchField, pdebenchNotice } from "../cases/pdebench.ts";
import { scoreAlone } from "../experiments/alone.ts";
import { onPdebench } from "../experiments/parts/grid.ts";
import { parts } from "../experiments/parts/index.ts";
import type { CreatePool } from "../experiments/pool.ts";
import { run } from "../experiments/run.ts";
import { whole } from "../terminal/values.ts";
import { JOBS, threads } from "./workers.ts";

/** The options of `npm run reproduce` as they were typed. */
export interface Options {
  readonly workers?: string;
  readonly data: string;
  readonly out: string;
  readonly fresh: boolean;
  readonly only?: string;
  readonly cluster?: string;
  readonly queue: string;
  readonly folder?: string;
}

/** The workers of a queue, where the options name one. They are loaded only then, as they need a newer Node. */
async function clusterOf({
  cluster,
  queue,
  folder,
}: Pick<Options, "cluster" | "queue" | "folder">): Promise<CreatePool | undefined> {
  if ((cluster === undefined) !== (folder === undefined))
    throw new ValueError("reproduce", "--cluster and --folder together", "one of them");
  if (cluster === undefined || folder === undefined) return undefined;
  const { clusterPool } = await import("../experiments/cluster/pool.ts");
  return clusterPool({ redis: cluster, queue, folder });
}

/**
 * Measures a part. It stands apart from its options, so that `--help` does not load the experiments.
 *
 * @returns whether it came to its end
 */
export async function reproduce(
  name: string,
  { workers, data, out, fresh, only, ...elsewhere }: Options,
  signal: AbortSignal,
): Promise<boolean> {
  const chosen = parts.find((each) => each.name === name);
  if (chosen === undefined) throw new Error(`${name} passed as a part`);
  const folders = { pde: await dataFolder(data, "pde"), mnist: await dataFolder(data, "mnist") };
  const pdebench = await pdebenchField(folders.pde);
  if (pdebench.pdebench !== undefined) process.stderr.write(pdebenchNotice);
  const part = onPdebench(chosen, pdebench);
  const pool = await clusterOf(elsewhere);
  const { isComplete } = await run({
    part,
    workers: whole("--workers", workers ?? (pool === undefined ? threads : JOBS), 1),
    ...(pool === undefined ? {} : { pool }),
    load: (recipe, onProgress) =>
      cases[recipe.case].load({
        recipe,
        folder: folders[recipe.case],
        signal,
        onProgress,
        onNotice: (sentence) => void process.stderr.write(`${sentence}\n`),
      }),
    scoreAlone: ({ recipe }, strategy, network) =>
      scoreAlone({ recipe, strategy, network, data: folders[recipe.case] }, signal),
    folder: out,
    pathOf: (file) => join(out, part.name, `${file}.json`),
    fresh,
    only,
    signal,
    progress: process.stderr,
  });
  process.stderr.write(
    `${join(out, part.name)}: ${part.experiments.length} files of measurements, and costs.json\n`,
  );
  return isComplete;
}
