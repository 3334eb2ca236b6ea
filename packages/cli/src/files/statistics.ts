import { scoreStatistics, totalStatistics } from "@espalier/prune";
import type { CompensationName, LayerScores } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import { statisticsFromBytes } from "@espalier/formats/statistics";
import { ValueError } from "@espalier/tensor";
import type { Io } from "../io.ts";
import { about } from "./about.ts";
import { identityOf } from "./identity.ts";
import { readBytes } from "./read.ts";

/** The options of a command that may score by a file of statistics. */
export interface StatisticsOptions {
  readonly statistics?: string;
  readonly strategy: string;
  readonly compensation?: CompensationName;
  readonly metric?: "outputs" | "softmax";
}

/** The scores that a file of statistics gives. */
export interface ScoresOfFile {
  readonly scores: readonly LayerScores[];
  readonly samples: number;
  readonly metric: "outputs" | "softmax";
}

/** @throws ValueError when an option needs more than statistics */
export function checkStatisticsOptions(options: StatisticsOptions, data: string | undefined): void {
  const needed = {
    budget: "samples",
    steps: "samples",
    effort: "samples",
    swaps: "samples",
    distil: "samples",
    samples: "samples",
    probes: "samples",
    sums: "samples",
    frozen: "--compensation none",
  };
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const [name, instead] of Object.entries(needed))
    if (given[name] !== undefined) {
      const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new ValueError(option, `${instead} in place of --statistics, which fix the scores`, "both");
    }
  if (data === undefined && given["targets"] !== undefined)
    throw new ValueError("--targets", "samples to measure the loss on", "none");
}

/**
 * The scores from the file that `--statistics` names; undefined without it.
 *
 * @throws InputError naming the file when it is damaged, of another network or metric, or not enough for the strategy
 */
export async function readStatistics(
  io: Io,
  { network }: Pick<NetworkFile, "network">,
  { statistics: path, strategy, compensation, metric }: StatisticsOptions,
): Promise<ScoresOfFile | undefined> {
  if (path === undefined) return undefined;
  const bytes = await readBytes(io, path);
  return about(path, () => {
    const file = statisticsFromBytes(bytes);
    const identity = identityOf(network);
    if (file.network !== identity)
      throw new ValueError(
        "network",
        `the statistics of this network, ${identity.slice(0, 12)}…`,
        `${file.network.slice(0, 12)}…`,
      );
    if (metric !== undefined && metric !== file.metric)
      throw new ValueError("metric", `statistics in the metric ${metric}`, file.metric);
    const total = totalStatistics(file.parts);
    const scores = scoreStatistics(network, total, { strategy, compensation });
    return { scores, samples: total[0].samples, metric: file.metric };
  });
}
