import type { Data } from "../../tensor.ts";

/** Sums down the columns of a matrix; its number of rows follows from the lengths of the two arrays. */
export interface ColumnSums {
  /** x [n, i] */
  readonly X: Data;
  /** Σ_n x [i]; overwritten. */
  readonly sums: Data;
}

/** Weighted sums of the negative entries in the columns of a matrix; its number of rows follows from the lengths of the arrays. */
export interface NegativeSums {
  /** x [n, i] */
  readonly X: Data;
  /** The weights c [n, i]. */
  readonly c: Data;
  /** Σ_n c min(x, 0) [i]; overwritten. */
  readonly sums: Data;
}

/** The lines of X along one axis: X seen as [outer, length, step]. */
export interface Lines {
  /** The entries of all lines. */
  readonly X: Data;
  /** Entries of a line. */
  readonly length: number;
  /** The distance of two neighbours on a line, in entries. */
  readonly step: number;
}

/** log Σ exp x along each line. */
export interface LogSumExp extends Lines {
  /** One entry for each line; overwritten. */
  readonly Y: Data;
}

/** exp x / Σ exp x along each line. */
export interface Softmax extends Lines {
  /** As many entries as X; overwritten. */
  readonly P: Data;
}
