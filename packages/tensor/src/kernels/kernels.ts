import type { Data } from "../tensor.ts";
import { reference } from "./reference.ts";

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

/** The few loops that take the time. Everything hot goes through here, and nothing else does. */
export interface Kernels {
  readonly name: string;
  /**
   * Overwrites C. One accumulator an entry, k ascending, each product and each sum rounded to the precision of C: f32 where
   * A and B are too, else f64.
   */
  gemm(product: Gemm): void;
}

let chosen: Kernels = reference;

/** The kernels in use. */
export const kernels = (): Kernels => chosen;

/** Chooses the kernels for everything that follows, once at the start: the only global state of the engine. */
export function useKernels(choice: Kernels): void {
  chosen = choice;
}
