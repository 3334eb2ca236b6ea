import type {
  CompensationName,
  PrunedByStages,
  PruneOptions as PruneByRatio,
  RunOptions,
} from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { DataOptions } from "./files/data.ts";
import type { NetworkOptions } from "./files/network.ts";

/** The files of a network and of its samples, as the command line names them. */
export interface RemoteFiles {
  readonly network: string;
  readonly data: string;
  /** Those of the network, of the data and of scores. */
  readonly options: NetworkOptions &
    DataOptions & {
      readonly metric?: "outputs" | "softmax";
      readonly strategy: string;
      readonly compensation?: CompensationName;
    };
}

/** The options of a solver that answers by sums over samples elsewhere. */
export type RemoteSolveOptions = Pick<
  PruneByRatio,
  "ratio" | "strategy" | "compensation" | "effort" | "steps" | "swaps" | "granularity" | "frozen"
>;

/** Processes that read the samples of `prune`, such as the workers of a cluster. */
export interface RemoteSamples {
  /** Whether a compensation has a solver, which asks for sums over the samples again and again. For the others, statistics are enough. */
  readonly isSolved: (compensation: string | undefined) => boolean;
  /** Computes the statistics of all samples. @returns the path of their file */
  readonly statistics: (files: RemoteFiles, run: RunOptions) => Promise<string>;
  /** Prunes with a compensation that has a solver. */
  readonly solve: (
    files: RemoteFiles,
    options: RemoteSolveOptions,
    run: RunOptions,
  ) => Promise<SolvedRemotely>;
}

/** A network that was pruned by sums over samples elsewhere. */
export interface SolvedRemotely {
  readonly pruned: PrunedByStages;
  /** The number of all samples. */
  readonly samples: number;
  readonly metric: "outputs" | "softmax";
}

/** What takes all samples in one process, and so is of no use where others read them. */
const inOneProcess = ["budget", "samples", "probes", "distil", "targets", "loss"] as const;

/** @throws ValueError when an option needs all samples in one process */
export function checkRemoteOptions(
  options: Readonly<Partial<Record<(typeof inOneProcess)[number], string | number>>>,
): void {
  for (const name of inOneProcess)
    if (options[name] !== undefined)
      throw new ValueError(`--${name}`, "none where other processes read the samples", String(options[name]));
}
