import type {
  CompensationName,
  PrunedByStages,
  PruneOptions as PruneByRatio,
  RunOptions,
} from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import type { DataOptions } from "./files/data.ts";
import type { NetworkOptions } from "./files/network-options.ts";

/** The files of a network and of its samples, as the command line names them. */
export interface RemoteFiles {
  /** The path or address of the network. */
  readonly network: string;
  /** The path or address of the samples. */
  readonly data: string;
  /** Those of the network, of the data and of scores. */
  readonly options: NetworkOptions &
    DataOptions & {
      /** What a change of the outputs costs; by default `softmax` if the file of the network ends in one. */
      readonly metric?: "outputs" | "softmax";
      /** The name of the strategy that ranks. */
      readonly strategy: string;
      /** What compensates for the removed weights; by default that of the strategy. */
      readonly compensation?: CompensationName;
      /** The precision of the sums over the samples of a chunk; `f64` by default. */
      readonly sums?: DType;
    };
}

/** The options of a solver that answers by sums over samples elsewhere. */
export type RemoteSolveOptions = Pick<
  PruneByRatio,
  "ratio" | "strategy" | "compensation" | "effort" | "steps" | "swaps" | "granularity" | "frozen" | "sums"
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
  /** The network, its masks and the stages that led to it. */
  readonly pruned: PrunedByStages;
  /** The number of all samples. */
  readonly samples: number;
  /** The metric of the solver. */
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
