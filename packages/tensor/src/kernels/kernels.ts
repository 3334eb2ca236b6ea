import type { Data, DType } from "../tensor.ts";
import type { Addition, Prelu, PreluSlope, PreluTangent, AdamStep } from "./operands/elementwise.ts";
import type { Activation, ActivationSlope } from "./operands/functions.ts";
import type { Gemm, WeightedSums, OuterProducts } from "./operands/products.ts";
import type { ColumnSums, NegativeSums, LogSumExp, Softmax } from "./operands/sums.ts";

export type * from "./operands/elementwise.ts";
export type * from "./operands/functions.ts";
export type * from "./operands/products.ts";
export type * from "./operands/sums.ts";

/** Memory to compute in, where the kernels are fastest. Its arrays must not be used after its release. */
export interface Arena {
  /** An array of `size` zeros. */
  allocate(size: number, dtype: DType): Data;
  /** An array of `size` numbers that are to be overwritten: faster than zeros. An arena without it has {@link allocate} alone. */
  reserve?(size: number, dtype: DType): Data;
  /** A copy of an array. */
  copy(source: Data): Data;
  /** An array of `size` numbers in double precision that are to be overwritten. */
  doubles(size: number): Float64Array;
  /** The bytes of this memory that are left, beyond which arrays are ordinary ones; absent where there is no such difference. */
  room?(): number;
  /** Gives all of its memory back. */
  release(): void;
}

/** The few loops that take the time. Every hot loop of the engine goes through here, and nothing else does. */
export interface Kernels {
  /** Which kernels these are: `"reference"` or `"wasm"`, or any other name for kernels of your own. */
  readonly name: string;
  /**
   * Overwrites C. One accumulator an entry, k ascending, each product and each sum rounded to the precision of C: f32 where
   * A and B are too, else f64.
   */
  gemm(product: Gemm): void;
  /** S_ni ← S_ni + b_i. */
  addToRows(S: Data, b: Data): void;
  /** y ← a + b, entry by entry. */
  add(arrays: Addition): void;
  /** y ← x where x > 0, else a x. */
  prelu(arrays: Prelu): void;
  /** z ← c where x > 0, else a c. */
  preluSlope(arrays: PreluSlope): void;
  /** ẏ ← ẋ where x > 0, else a ẋ + ȧ x, each product rounded to the precision of Y. */
  preluTangent(arrays: PreluTangent): void;
  /**
   * Σ_n g_ni (x_nj − c_j) and Σ_n g_ni (x_nj − c_j)², which overwrite `first` and `second`, and both with g = 1, which overwrite `equal`. One
   * accumulator an entry, n ascending, the square rounded before it is weighted. In f32 the shift and the weights are rounded first, each
   * accumulator takes 128 samples, and those sums are added in f64.
   */
  weightedSums(sums: WeightedSums): void;
  /** G ← g², in f64. */
  squares(G: Float64Array, g: Data): void;
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
  /** An arena, to be released when its arrays are no longer needed. */
  arena(): Arena;
  /** Receives the number of multiply-adds that code outside the kernels has done; only counting kernels have it. */
  readonly tally?: ((multiplyAdds: number) => void) | undefined;
}
