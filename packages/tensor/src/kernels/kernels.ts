import type { Data, DType } from "../tensor.ts";

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

/** Summands and their sum, all of one length. */
export interface Addition {
  readonly A: Data;
  readonly B: Data;
  readonly Y: Data;
}

/** A PReLU with one slope a for all entries. */
export interface Prelu {
  /** Its inputs. */
  readonly X: Data;
  /** The slope where x ≤ 0. */
  readonly a: number;
  /** Its outputs; overwritten. */
  readonly Y: Data;
}

/** The derivative of a PReLU, times c. */
export interface PreluSlope {
  /** The inputs of the PReLU. */
  readonly X: Data;
  /** The slope where x ≤ 0. */
  readonly a: number;
  /** The factors, as many as entries of X. */
  readonly c: Data;
  /** The products; overwritten. */
  readonly Z: Data;
}

/** The tangent of a PReLU whose inputs and slope move. */
export interface PreluTangent {
  /** The inputs of the PReLU. */
  readonly X: Data;
  /** The slope where x ≤ 0. */
  readonly a: number;
  /** The tangents of the inputs, as many as entries of X. */
  readonly XDot: Data;
  /** The tangent of the slope. */
  readonly aDot: number;
  /** The tangents of the outputs; overwritten. */
  readonly Y: Data;
}

/** A step of Adam. All four arrays have the same length. */
export interface AdamStep {
  /** The parameters θ; updated. */
  readonly theta: Data;
  /** The gradient by θ. */
  readonly g: Data;
  /** The first moment of the gradient; updated. */
  readonly m: Data;
  /** The second moment of the gradient; updated. */
  readonly v: Data;
  /** α */
  readonly learningRate: number;
  /** β₁, the decay of the first moment. */
  readonly beta1: number;
  /** β₂, the decay of the second moment. */
  readonly beta2: number;
  /** ε, which is added to the root of the second moment. */
  readonly epsilon: number;
  /** 1 − β₁ᵗ */
  readonly firstBias: number;
  /** 1 − β₂ᵗ */
  readonly secondBias: number;
}

/** Σ_n g_ni (x_nj − c_j) and Σ_n g_ni (x_nj − c_j)², in f64 for samples in either precision. */
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

/** The functions that have kernels, for themselves and for their slopes. Those with parameters name them in their order. */
export type ActivationName =
  | "relu"
  | "tanh"
  | "sigmoid"
  | "gelu"
  | "gelu-tanh" // a, c, 3c in a (x + c x³), the argument of σ
  | "silu"
  | "elu" // α
  | "selu" // λ, λα
  | "celu" // α
  | "softplus" // β
  | "mish"
  | "hardsigmoid" // α, β
  | "hardswish"
  | "clip" // min, max
  | "softsign"
  | "logsigmoid"
  | "sin" // ω
  | "abs";

/** The functions that have kernels; the slope of exp is its value, and needs none. */
export type FunctionName = ActivationName | "exp";

/** y = f(x), entry by entry. */
export interface Activation {
  /** Under which name kernels know the function f. */
  readonly name: FunctionName;
  /** The parameters of the function, such as the α of an ELU; none by default. */
  readonly parameters?: readonly number[] | undefined;
  /** The function f itself. */
  readonly f: (x: number) => number;
  /** Its inputs. */
  readonly X: Data;
  /** Its outputs; overwritten. */
  readonly Y: Data;
}

/** z = c f′(x), entry by entry. */
export interface ActivationSlope {
  /** Under which name kernels know the function f. */
  readonly name: ActivationName;
  /** The parameters of the function, such as the α of an ELU; none by default. */
  readonly parameters?: readonly number[] | undefined;
  /** The slope f′ itself. */
  readonly slope: (x: number) => number;
  /** The inputs of f. */
  readonly X: Data;
  /** The factors, as many as entries of X. */
  readonly c: Data;
  /** The products; overwritten. */
  readonly Z: Data;
}

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

/** Memory to compute in, where the kernels are fastest. Its arrays must not be used after its release. */
export interface Arena {
  /** An array of `size` zeros. */
  allocate(size: number, dtype: DType): Data;
  /** A copy of an array. */
  copy(source: Data): Data;
  /** {@link allocate} in double precision. */
  doubles(size: number): Float64Array;
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
  /** An arena, to be released when its arrays are no longer needed. */
  arena(): Arena;
  /** Receives the number of multiply-adds that code outside the kernels has done; only counting kernels have it. */
  readonly tally?: ((multiplyAdds: number) => void) | undefined;
}
