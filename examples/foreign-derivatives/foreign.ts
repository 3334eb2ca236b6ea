import type { Arithmetic, Domain, Formula } from "../../packages/check/src/index.ts";
import type { Tensor } from "./library.ts";

/** A function of the library: where it is checked, and how it is called. */
export interface Foreign {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Domain>>;
  /** Sizes differ from axis to axis unless the row is about equal ones: the library finds axes by their sizes. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The inputs whose rows are samples, where those of the output are, each on its own. */
  readonly samples?: readonly string[];
  /** The function as mathematics has it. Without one the check does not ask whether the value is right, only whether the slope is that of the value. */
  readonly formula?: Formula<string>;
  readonly call: (inputs: Readonly<Record<string, Tensor>>) => Tensor;
}

export const any: Domain = { low: -3, high: 3 };
export const positive: Domain = { low: 0.5, high: 3 };
export const apartFromZero: Domain = { ...any, gaps: [{ at: 0, margin: 0.25 }] };

export const unary = (
  name: string,
  call: (x: Tensor) => Tensor,
  domain: Domain = any,
  shape: readonly number[] = [2, 3],
): Foreign => ({
  name,
  inputs: { x: domain },
  shapes: { x: shape },
  call: ({ x }) => call(x),
});

/** One number in, one number out, n times over, and the formula of it. */
export const entrywise = (
  name: string,
  call: (x: Tensor) => Tensor,
  law: <T>(A: Arithmetic<T>, x: T) => T,
  domain: Domain = any,
): Foreign => ({
  ...unary(name, call, domain),
  formula: (A, { x }) => x.data.map((each) => law(A, each)),
});

export const binary = (
  name: string,
  call: (a: Tensor, b: Tensor) => Tensor,
  b: Domain = any,
  shapes: { a: readonly number[]; b: readonly number[] } = { a: [2, 3], b: [2, 3] },
): Foreign => ({ name, inputs: { a: any, b }, shapes, call: (given) => call(given["a"], given["b"]) });
