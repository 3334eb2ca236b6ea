import type { Data } from "../../tensor.ts";

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
export interface ActivationSlope extends Pick<Activation, "parameters"> {
  /** Under which name kernels know the function f. */
  readonly name: ActivationName;
  /** The slope f′ itself. */
  readonly slope: (x: number) => number;
  /** The inputs of f. */
  readonly X: Data;
  /** The factors, as many as entries of X. */
  readonly c: Data;
  /** The products; overwritten. */
  readonly Z: Data;
}
