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

/** Memory to compute in, where the kernels are fastest. What is in it is gone once it is released. */
export interface Arena {
  /** So many zeros. */
  allocate(size: number, dtype: DType): Data;
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
