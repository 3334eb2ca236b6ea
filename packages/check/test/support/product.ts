import { tensor } from "@espalier/tensor";
import { expect } from "vitest";
import { everyOracle } from "../../src/index.ts";
import type { Comparison, Directions, See, Spec, Tensors } from "../../src/index.ts";
import { roundOffOf } from "../../src/trial/round-off.ts";
import { trialOf } from "../../src/trial/trial-of.ts";

// What each oracle compares, and within which bound, at one point that is small enough to redo on paper. Bounds are counted in
// unit round-offs; the smallest normal number that is added for results near 0 is too small to be seen here.

export const u = 2 ** -53;
export const SEED = 5;

/** One direction, and one cotangent, of ones. */
const ones: Directions = (n) => [new Float64Array(n).fill(1)];

export const trialAt = (spec: Spec, inputs: Tensors, directions: Directions = ones, smooth = true) =>
  trialOf(spec, { inputs, seed: SEED, smooth, redrawn: 0 }, directions);

/** Everything that an oracle says of a spec at a point. */
export function seenBy(name: string, spec: Spec, inputs: Tensors, directions?: Directions) {
  const oracle = everyOracle.find((each) => each.name === name);
  const seen: Comparison[] = [];
  const skipped: string[] = [];
  const see: See = Object.assign((comparison: Comparison): void => void seen.push(comparison), {
    skip: (reason: string): void => void skipped.push(reason),
  });
  expect(oracle?.applies(spec)).toBe(true);
  oracle?.examine(trialAt(spec, inputs, directions), see);
  return { seen, skipped };
}

export const dataOf = (y: unknown): Float64Array =>
  ArrayBuffer.isView(y) ? (y as Float64Array) : (y as { data: Float64Array }).data;

/** y = a b, entry by entry. Its Hessian is the same everywhere. */
export const product: Spec = {
  name: "product",
  inputs: { a: {}, b: {} },
  shapes: () => ({ a: [2], b: [2] }),
  f: ({ a, b }) => ({ shape: a.shape, data: a.data.map((x, i) => x * b.data[i]) }),
  jvp: ({ a, b }, v) => ({
    shape: a.shape,
    data: a.data.map((x, i) => v["a"].data[i] * b.data[i] + x * v["b"].data[i]),
  }),
  vjp: ({ a, b }, y) => ({
    a: { shape: a.shape, data: b.data.map((x, i) => x * dataOf(y)[i]) },
    b: { shape: b.shape, data: a.data.map((x, i) => x * dataOf(y)[i]) },
  }),
  formula: (A, { a, b }) => a.data.map((x, i) => A.mul(x, b.data[i])),
};
const { formula: _, ...plain } = product;
export { plain };

/** y = (10, 21), J v = (5 + 2, 7 + 3) = (7, 10), Jᵀ u = (5, 7, 2, 3). */
export const point: Tensors = { a: tensor([2, 3]), b: tensor([5, 7]) };
/** On the longest way, and one for each entry of the largest input. */
export const R = 8 + 2;

export const bound = roundOffOf(trialAt(product, point)).table[0][0];
export const pair = "⟨u0, J v0⟩";
export const equal = (mode: string, at: string, value: number, within: number, estimated?: number) => ({
  mode,
  at,
  received: value,
  expected: value,
  bound: within,
  ...(estimated !== undefined && { estimated }),
});
