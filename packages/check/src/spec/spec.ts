import type { Data, DType, Shape, Tensor } from "@espalier/tensor";
import type { Complex } from "../arithmetic/complex.ts";
import type { Entries, Formula } from "../arithmetic/arithmetic.ts";
import type { Accuracy } from "./accuracy.ts";
import type { Domain, Pick } from "./domain.ts";
import type { Precisions } from "./precision.ts";

/** What a function may return: a number, an array, numbers with a shape, or a list of such. */
export type Output = number | Data | Tensor | readonly Output[];

/** A tensor for each input. */
export type Tensors<K extends string = string> = Readonly<Record<K, Tensor>>;

/** A cotangent for each input; one that is left out is zero. */
export type Cotangents<K extends string = string> = Readonly<Partial<Record<K, Output>>>;

/**
 * A function, the derivatives that are claimed for it, and what else is known of it. The first four are enough together with
 * a jvp or a vjp; each further one enables the oracles that need it.
 *
 * Its functions are plain ones, without a `this`. Inputs arrive as `{ shape, data }`. For plain arrays use `x.data`, or {@link flatSpec}.
 */
export interface Spec<K extends string = string, Y extends Output = Output> {
  /** Names the function in reports. */
  readonly name: string;
  /** The domain of each input. */
  readonly inputs: Readonly<Record<K, Domain>>;
  /** The shapes of one trial, from sizes that are drawn: `(size) => ({ x: [size(1, 4)] })`. */
  shapes(this: void, size: Pick): Readonly<Record<K, Shape>>;
  /** The function. */
  f(this: void, inputs: Tensors<K>): Y;

  /** ẏ = Σ ∂f/∂x ẋ. Held inputs have no tangent. */
  jvp?(this: void, inputs: Tensors<K>, tangents: Tensors<K>): Y;
  /** x̄ = (∂f/∂x)ᵀ ȳ, the cotangent ȳ built as f's output is. */
  vjp?(this: void, inputs: Tensors<K>, cotangent: Y): Cotangents<K>;

  /** The function once more over any arithmetic: duals, complex step, and a derived bound for every rounding. */
  readonly formula?: Formula<K>;
  /** The function on complex numbers, for a function without a formula. */
  complex?(this: void, inputs: Readonly<Record<K, Entries<Complex>>>): readonly Complex[];
  /**
   * A bound for |ẏ| that counts every term with its absolute value, for a function without a formula whose rules cancel. Tangents
   * are ≥ 0.
   */
  majorant?(this: void, inputs: Tensors<K>, tangents: Tensors<K>): Output;
  /** The roundings on the longest way from input to output in a rule, sums not counted; 8 by default. */
  readonly roundings?: number;
  /** The distance to the nearest kink that lies between entries, such as a tie of a maximum. */
  kinkDistance?(this: void, inputs: Tensors<K>): number;

  /** The function and its pullback from one recording, which may be swept more than once. */
  record?(this: void, inputs: Tensors<K>): Recording<K, Y>;
  /** Adds the cotangents to the sums, as a tape does for a value that is used elsewhere too; returns them. */
  accumulate?(this: void, inputs: Tensors<K>, cotangent: Y, sums: Tensors<K>): Cotangents<K>;
  /** The shape each input is stretched to, for a function that broadcasts. */
  stretched?(this: void, shapes: Readonly<Record<K, Shape>>): Readonly<Record<K, Shape>>;
  /** The inputs whose rows are samples, for a function whose rows of output are those samples, each on its own. */
  readonly samples?: readonly K[];
  /** Second derivatives of the function. */
  readonly second?: SecondOrder<K, Y>;
  /** Whether it computes in single precision on Float32Arrays. */
  readonly f32?: boolean;
  /**
   * What f and its rules compute in, where that is not seen from their results: single precision is detected where f returns
   * Float32Arrays or nothing but numbers of single precision, and rules are taken to compute in what f does. Then points are numbers
   * of single precision, and bounds have its ε.
   */
  readonly precision?: DType | Partial<Precisions>;
  /**
   * How far the values of f may be from exact, where that is more than their rounding, as those of an iteration or of a solver that stops at a
   * tolerance: a part of their size, or `{ relative, absolute }`. A mistake that so inexact values can hide is not held against a rule.
   */
  readonly accuracy?: number | Partial<Accuracy>;
  /** Whether it is composed of many steps, so that the order of its Taylor remainder says something. */
  readonly composite?: boolean;
}

/** A value, and what hands cotangents back from it. */
export interface Recording<K extends string = string, Y extends Output = Output> {
  /** The value of the function. */
  readonly value: Y;
  /** The cotangents of the inputs for a cotangent of the value. */
  pullback(this: void, cotangent: Y): Cotangents<K>;
}

/** H ẋ for the Hessian H of ⟨ȳ, f⟩, by two ways. */
export interface SecondOrder<K extends string = string, Y extends Output = Output> {
  /** The tangent of a gradient. */
  forwardOverReverse(this: void, inputs: Tensors<K>, cotangent: Y, tangents: Tensors<K>): Cotangents<K>;
  /** The gradient of ⟨gradient, ẋ⟩. */
  reverseOverReverse?(this: void, inputs: Tensors<K>, cotangent: Y, tangents: Tensors<K>): Cotangents<K>;
}
