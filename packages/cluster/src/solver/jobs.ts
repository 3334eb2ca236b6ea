import type { Sum } from "@espalier/compensation/internal";
import type { SampleRange } from "@espalier/prune";
import type { DType } from "@espalier/tensor";
import type { Job } from "../jobs/job.ts";
import type { RunFiles } from "../statistics/jobs.ts";

/** Some chunks of a batch, whose samples are ranges of a file in the order of the batch. */
export interface BatchChunks extends RunFiles {
  /** All samples of the batch. */
  readonly ranges: readonly SampleRange[];
  /** The numbers of the chunks, from ≤ c < to. */
  readonly from: number;
  readonly to: number;
  /** Identifies the samples of these chunks. */
  readonly content: string;
}

/** A sum over some chunks: a part of a gradient, of a Gauss–Newton product, of blocks, or of Q. */
export interface SumsJob extends BatchChunks, Job {
  readonly kind: "sums";
  readonly sum: Sum;
  /** The names of files in the store: the problem, the point of the last gradient, and the point or the direction of the sum. */
  readonly problem: string;
  readonly point: string | undefined;
  readonly at: string | undefined;
}

/** The statistics of some chunks in a network, which is a file in the store. */
export interface PartsJob extends BatchChunks, Job {
  readonly kind: "parts";
  readonly left: string;
  readonly sums?: DType | undefined;
  readonly metric: "outputs" | "softmax";
}
