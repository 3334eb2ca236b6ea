import type { Data, DType } from "../tensor.ts";
import { reference } from "./reference/reference.ts";

/** C = A B for matrices found by strides: A_mk is at m · aRow + k · aColumn, C is [M, N] row-major. */
export interface Gemm {
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly A: Data;
  readonly aRow: number;
  readonly aColumn: number;
  readonly B: Data;
  readonly bRow: number;
  readonly bColumn: number;
  readonly C: Data;
}

/** One slope a for all of X. */
export interface Prelu {
  readonly X: Data;
  readonly a: number;
  readonly Y: Data;
}

export interface PreluSlope {
  readonly X: Data;
  readonly a: number;
  readonly c: Data;
  readonly Z: Data;
}

/** Parameters θ, their gradient g, and its moments m and v, which are all as long. */
export interface AdamStep {
  readonly theta: Data;
  readonly g: Data;
  readonly m: Data;
  readonly v: Data;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 − β₁ᵗ */
  readonly firstBias: number;
  /** 1 − β₂ᵗ */
  readonly secondBias: number;
}

/** Samples [n, j], a shift c_j, weights g_ni, and sums [i, j]: in f64 whatever X is. */
export interface WeightedSums {
  readonly N: number;
  readonly I: number;
  readonly J: number;
  readonly X: Data;
  readonly shift: Float64Array;
  readonly G: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Factors g [m, n, i] and x [n, j], and their products Y [n, m, i, j]. */
export interface OuterProducts {
  readonly N: number;
  readonly M: number;
  readonly I: number;
  readonly J: number;
  readonly g: Data;
  readonly x: Data;
  readonly Y: Data;
}

/** Functions that have kernels, for themselves and for their slopes. */
export type ActivationName = "relu" | "tanh" | "sigmoid" | "gelu";

export interface Activation {
  readonly name: ActivationName;
  readonly X: Data;
  readonly Y: Data;
}

export interface ActivationSlope {
  readonly name: ActivationName;
  readonly X: Data;
  readonly c: Data;
  readonly Z: Data;
}

/** As many rows as there are, with a column for each sum. */
export interface ColumnSums {
  readonly X: Data;
  readonly sums: Data;
}

/** As many rows as there are, with a column for each sum. */
export interface NegativeSums {
  readonly X: Data;
  readonly c: Data;
  readonly sums: Data;
}

/** The lines of X along one axis: X seen as [outer, length, step]. */
export interface Lines {
  readonly X: Data;
  readonly length: number;
  readonly step: number;
}

/** One entry of Y for each line. */
export interface LogSumExp extends Lines {
  readonly Y: Data;
}

export interface Softmax extends Lines {
  readonly P: Data;
}

/** Memory to compute in, where the kernels are fastest. What is in it is gone once it is released. */
export interface Arena {
  /** So many zeros. */
  allocate(size: number, dtype: DType): Data;
  /** The same numbers. */
  copy(source: Data): Data;
  /** {@link allocate} of double precision. */
  doubles(size: number): Float64Array;
  release(): void;
}

/** The few loops that take the time. Everything hot goes through here, and nothing else does. */
export interface Kernels {
  readonly name: string;
  /**
   * Overwrites C. One accumulator an entry, k ascending, each product and each sum rounded to the precision of C: f32 where
   * A and B are too, else f64.
   */
  gemm(product: Gemm): void;
  /** S_ni ← S_ni + b_i. */
  addToRows(S: Data, b: Data): void;
  /** y ← x where x > 0, else a x. */
  prelu(arrays: Prelu): void;
  /** z ← c where x > 0, else a c. */
  preluSlope(arrays: PreluSlope): void;
  /**
   * Σ_n g_ni (x_nj − c_j) and Σ_n g_ni (x_nj − c_j)², which overwrite `first` and `second`. One accumulator an entry, n
   * ascending, the square rounded before it is weighted.
   */
  weightedSums(sums: WeightedSums): void;
  /** G ← G + g², in f64. */
  addSquares(G: Float64Array, g: Data): void;
  /** Y_nmij ← g_mni x_nj. */
  outerProducts(arrays: OuterProducts): void;
  /** y ← f(x), computed in f64 and rounded once. */
  activation(arrays: Activation): void;
  /** z ← c f′(x), computed in f64 and rounded once. */
  activationSlope(arrays: ActivationSlope): void;
  /** Σ_n x for each column, computed in f64, n ascending, and rounded once. */
  columnSums(arrays: ColumnSums): void;
  /** Σ_n c min(x, 0) for each column, computed in f64, n ascending, one column alone in eight parts, and rounded once. */
  negativeSums(arrays: NegativeSums): void;
  /**
   * y ← log Σ exp x along each line, computed in f64 around the largest x, the even entries in one part and the odd ones in another,
   * and rounded once.
   */
  logSumExp(lines: LogSumExp): void;
  /** p ← exp(x − largest) / Σ exp(x − largest) along each line, computed in f64 and rounded once. */
  softmax(lines: Softmax): void;
  /** A step of Adam, in place. */
  adam(step: AdamStep): void;
  /** Whether no number is NaN or infinite. */
  areFinite(X: Data): boolean;
  arena(): Arena;
  /** Told of multiply-adds that are done elsewhere; there only where somebody counts them. */
  readonly tally?: ((multiplyAdds: number) => void) | undefined;
}

let chosen: Kernels = reference;

/** The kernels in use. */
export const kernels = (): Kernels => chosen;

/** Chooses the kernels for everything that follows, once at the start: the only global state of the engine. */
export function useKernels(choice: Kernels): void {
  chosen = choice;
}
