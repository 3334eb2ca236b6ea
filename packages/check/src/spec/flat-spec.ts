import type { DType } from "@espalier/tensor";
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import type { Accuracy } from "./accuracy.ts";
import type { Domain } from "./domain.ts";
import type { Precisions } from "./precision.ts";
import type { Spec } from "./spec.ts";

/** A function of one plain array, as other libraries have it. */
export interface FlatFunction {
  /** Names the function in reports. */
  readonly name: string;
  /** The length of the input, or the shortest and the longest to be tried. */
  readonly length: number | readonly [number, number];
  /** Where its entries may lie; everywhere by default. */
  readonly domain?: Domain;
  /** The function. */
  f(this: void, x: Float64Array): Float64Array;
  /** ẏ = J ẋ */
  jvp?(this: void, x: Float64Array, xDot: Float64Array): Float64Array;
  /** x̄ = Jᵀ ȳ */
  vjp?(this: void, x: Float64Array, yBar: Float64Array): Float64Array;
  /** What f and its rules compute in, see {@link Spec.precision}. */
  readonly precision?: DType | Partial<Precisions>;
  /** How far the values of f may be from exact, see {@link Spec.accuracy}. */
  readonly accuracy?: number | Partial<Accuracy>;
  /** f once more over any arithmetic, see {@link Spec.formula}. */
  formula?<T>(this: void, A: Arithmetic<T>, x: readonly T[]): readonly T[];
}

/** The spec of a function of one plain array. */
export function flatSpec({
  name,
  length,
  domain = {},
  f,
  jvp,
  vjp,
  formula,
  precision,
  accuracy,
}: FlatFunction): Spec<"x", Float64Array> {
  const [shortest, longest] = typeof length === "number" ? [length, length] : length;
  // Tensors of a check are in double precision, but for the oracle of single precision, which this spec does not ask for.
  const array = (x: { readonly data: ArrayLike<number> }): Float64Array => x.data as Float64Array;
  return {
    name,
    inputs: { x: domain },
    shapes: (size) => ({ x: [size(shortest, longest)] }),
    f: ({ x }) => f(array(x)),
    ...(jvp && { jvp: ({ x }, tangents) => jvp(array(x), array(tangents.x)) }),
    ...(vjp && { vjp: ({ x }, yBar) => ({ x: vjp(array(x), yBar) }) }),
    ...(precision && { precision }),
    ...(accuracy !== undefined && { accuracy }),
    ...(formula && { formula: (A, { x }) => formula(A, x.data) }),
  };
}
