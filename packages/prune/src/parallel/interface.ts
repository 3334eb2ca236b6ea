/// <reference lib="esnext.disposable" />
import type { Batches } from "@espalier/compensation";
import type { DistilOptions, Network, RunOptions, Samples, TrainOptions } from "@espalier/network";
import type { Pruned, LayerScores, LayerStatistics } from "@espalier/scores";
import type { Nested, Tensor } from "@espalier/tensor";
import type { ScoreOptions } from "../search/scoring.ts";
import type { SumsOptions } from "../search/sums.ts";
import type { PruneOptions } from "../prune.ts";
import type { PrunedUnits, PruneUnitsOptions } from "../structured/options.ts";

/** Options of a pool. */
export interface PoolOptions {
  /** The number of threads; by default the number of cores. */
  readonly workers?: number | undefined;
  /** Memory beyond the network and one chunk of 1024 samples, in bytes; by default 64 MiB. */
  readonly budget?: number | undefined;
}

/** Samples in memory, or a stream of batches. An array is rows of numbers, never a list of batches. */
export type PoolInputs = Tensor | Nested | Batches;

/** The two forms of {@link Pool.prune}. */
export interface PoolPrune {
  (network: Network, inputs: PoolInputs, options: PruneOptions & RunOptions): Promise<Pruned>;
  (network: Network, inputs: PoolInputs, options: PruneUnitsOptions & RunOptions): Promise<PrunedUnits>;
}

/**
 * Worker threads that score, prune and train networks. Results have the same bits as those of the main entry, for any number of workers and
 * any sizes of the batches of a stream.
 *
 * One computation runs at a time, and the next one waits for it. Each rejects with the reason of its signal when
 * that is aborted, with the same errors as the main entry, and with a `WorkerError` when a worker dies. The pool can be
 * used again afterwards.
 */
export interface Pool extends AsyncDisposable {
  /** The number of threads. */
  readonly workers: number;
  /** As `scoring`. A strategy without `passes`, or of your own, runs on this thread, and only with samples in memory. */
  readonly score: (
    network: Network,
    inputs: PoolInputs,
    options?: ScoreOptions & RunOptions,
  ) => Promise<LayerScores[]>;
  /** The merged statistics of all samples. */
  readonly statistics: (
    network: Network,
    inputs: PoolInputs,
    options?: RunOptions & SumsOptions,
  ) => Promise<LayerStatistics[]>;
  /** As `prune`, of weights and of whole units. */
  readonly prune: PoolPrune;
  /**
   * As `train`. Each batch is cut into parts, so threads help where a batch has several of them: take batches of more than `part` samples,
   * or smaller parts.
   */
  readonly train: (
    network: Network,
    samples: Samples,
    options: TrainOptions & RunOptions,
  ) => Promise<Network>;
  /** As `distil`, with {@link train}. */
  readonly distil: (
    network: Network,
    dense: Network,
    inputs: Tensor,
    options: DistilOptions & RunOptions,
  ) => Promise<Network>;
  /** Ends the workers, and all computations that still run. */
  readonly close: () => Promise<void>;
}
