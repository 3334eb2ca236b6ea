import type { Tensor } from "@espalier/tensor";

/** Samples, and the outputs that a network should have for them. */
export interface Samples {
  /** [N, d_0] */
  readonly inputs: Tensor;
  /** [N, M] numbers for a regression, [N] class numbers for a classification. */
  readonly targets: Tensor;
}

/** The data of an experiment: samples to train on, and samples to test on. */
export interface DataSet {
  readonly name: string;
  readonly train: Samples;
  readonly test: Samples;
}
