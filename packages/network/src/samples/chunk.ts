import type { Tensor } from "@espalier/tensor";

/** Up to 1024 consecutive samples, X [n, d_0]. */
export interface Chunk {
  /** X [n, d_0] */
  readonly inputs: Tensor;
  /** Only for a strategy that needs them. */
  readonly targets?: Tensor | undefined;
  /** The number of its first sample among all, by which its random numbers differ from those of other chunks; 0 by default. */
  readonly first?: number | undefined;
}
