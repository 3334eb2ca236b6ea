import { flatSpec } from "../../src/index.ts";
import type { Domain, FlatFunction, Spec } from "../../src/index.ts";

/** A function with its right derivative, of which a check is told nothing else. */
export type RightFunction = Pick<FlatFunction, "name" | "length" | "domain" | "f" | "vjp" | "jvp">;

export const specOfRight = (right: RightFunction): Spec => flatSpec(right);

/** y_i = f(x_i), by its slope. */
export const entrywise = (
  name: string,
  f: (x: number) => number,
  slope: (x: number) => number,
  domain: Domain = {},
): RightFunction => ({
  name,
  length: [1, 4],
  domain,
  f: (x) => x.map(f),
  vjp: (x, yBar) => yBar.map((u, at) => slope(x[at]) * u),
});

/** The same with a forward rule beside the reverse one. */
export const bothWays = (...given: Parameters<typeof entrywise>): RightFunction => ({
  ...entrywise(...given),
  jvp: (x, xDot) => xDot.map((v, at) => given[2](x[at]) * v),
});

/** One number of all entries, by its gradient. */
export const scalar = (
  name: string,
  f: (x: Float64Array) => number,
  gradient: (x: Float64Array) => Float64Array,
  domain: Domain = {},
  length: FlatFunction["length"] = [1, 4],
): RightFunction => ({
  name,
  length,
  domain,
  f: (x) => Float64Array.of(f(x)),
  vjp: (x, [u]) => gradient(x).map((each) => each * u),
});

/** As many numbers as entries, each of all of them, by the reverse rule. */
export const vector = (
  name: string,
  f: (x: Float64Array) => Float64Array,
  vjp: (x: Float64Array, yBar: Float64Array) => Float64Array,
  domain: Domain = {},
  length: FlatFunction["length"] = [2, 5],
): RightFunction => ({ name, length, domain, f, vjp });

export const total = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);
export const mean = (x: Float64Array): number => total(x) / x.length;
export const inner = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, each, at) => sum + each * b[at], 0);

export const between = (low: number, high: number): Domain => ({ low, high });
