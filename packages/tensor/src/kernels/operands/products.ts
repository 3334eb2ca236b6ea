import type { Data, DType } from "../../tensor.ts";

/** C = A B for matrices with strides: A_mk is at m · aRow + k · aColumn, B_kn at k · bRow + n · bColumn. */
export interface Gemm {
  /** Rows of A and C. */
  readonly M: number;
  /** Columns of B and C. */
  readonly N: number;
  /** Columns of A and rows of B. */
  readonly K: number;
  /** A [m, k] */
  readonly A: Data;
  /** Entries from one row of A to the next. */
  readonly aRow: number;
  /** Entries from one column of A to the next. */
  readonly aColumn: number;
  /** B [k, n] */
  readonly B: Data;
  /** Entries from one row of B to the next. */
  readonly bRow: number;
  /** Entries from one column of B to the next. */
  readonly bColumn: number;
  /** C [m, n], row-major; overwritten. */
  readonly C: Data;
}

/** Σ_n g_ni (x_nj − c_j) and Σ_n g_ni (x_nj − c_j)², and the same with equal weights g = 1. */
export interface WeightedSums {
  /** The number of samples. */
  readonly N: number;
  /** Columns of G. */
  readonly I: number;
  /** Columns of X. */
  readonly J: number;
  /** The samples x [n, j]. */
  readonly X: Data;
  /** The shift c [j]. */
  readonly shift: Float64Array;
  /** The weights g [n, i]. */
  readonly G: Float64Array;
  /** Σ_n g_ni (x_nj − c_j) [i, j]; overwritten. */
  readonly first: Float64Array;
  /** Σ_n g_ni (x_nj − c_j)² [i, j]; overwritten. */
  readonly second: Float64Array;
  /** The sums with equal weights; overwritten. */
  readonly equal: {
    /** Σ_n (x_nj − c_j) [j] */
    readonly first: Float64Array;
    /** Σ_n (x_nj − c_j)² [j] */
    readonly second: Float64Array;
  };
  /** f64 for samples in either precision; f32 for samples in f32, `SUMMED` of them at a time, see `Kernels.weightedSums`. */
  readonly precision: DType;
}

/** Y_nmij = g_mni x_nj. */
export interface OuterProducts {
  /** The number of samples. */
  readonly N: number;
  /** The number of outputs. */
  readonly M: number;
  /** The number of signals. */
  readonly I: number;
  /** The number of inputs. */
  readonly J: number;
  /** The factors g [m, n, i]. */
  readonly g: Data;
  /** The factors x [n, j]. */
  readonly x: Data;
  /** The products [n, m, i, j]; overwritten. */
  readonly Y: Data;
}
