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

/** Rows of X around a shift c_j, in f64 whatever X is. */
export interface Centre {
  readonly X: Data;
  readonly shift: Float64Array;
  readonly centred: Float64Array;
  readonly squared: Float64Array;
}

/** Memory to compute in, where the kernels are fastest. What is in it is gone once it is released. */
export interface Arena {
  /** So many zeros. */
  allocate(size: number, dtype: DType): Data;
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
  /** t_j ← Σ_n (x_nj − x_0j), in f64. */
  sumDifferences(X: Data, totals: Float64Array): void;
  /** x_nj − c_j and its square, in f64. */
  centre(arrays: Centre): void;
  /** G ← G + g², in f64. */
  addSquares(G: Float64Array, g: Data): void;
  /** A step of Adam, in place. */
  adam(step: AdamStep): void;
  arena(): Arena;
}

let chosen: Kernels = reference;

/** The kernels in use. */
export const kernels = (): Kernels => chosen;

/** Chooses the kernels for everything that follows, once at the start: the only global state of the engine. */
export function useKernels(choice: Kernels): void {
  chosen = choice;
}
