import type { Tensor } from "@espalier/tensor";

/** Samples and what a network should say of them. */
export interface Samples {
  /** [N, d_0] */
  readonly inputs: Tensor;
  /** [N, M] numbers for a regression, [N] class numbers for a classification. */
  readonly targets: Tensor;
}

/** What an experiment runs on. */
export interface DataSet {
  readonly name: string;
  readonly train: Samples;
  readonly test: Samples;
}
