import { abs, item, sum } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { expect } from "vitest";

/** Half the distance from 1 to the next number: the relative error of one rounding. */
export const u = 2 ** -53;

/** The same shape, and every entry within its bound; says which one is not. */
export function expectNear(received: Tensor, expected: Tensor, bound: number | ArrayLike<number>): void {
  expect(received.shape).toEqual(expected.shape);
  for (let at = 0; at < expected.data.length; at++) {
    const allowed = typeof bound === "number" ? bound : bound[at];
    const [got, wanted] = [received.data[at], expected.data[at]];
    if (!(Math.abs(got - wanted) <= allowed))
      expect.fail(`entry ${at}: ${got} is not ${wanted} ± ${allowed}`);
  }
}

/** Σ a b over all entries. */
export function dot(a: Tensor, b: Tensor): number {
  let total = 0;
  for (const [at, value] of a.data.entries()) total += value * b.data[at];
  return total;
}

/** Σ |a|: how much the errors of a linear map of a can add up to. */
export const norm = (a: Tensor): number => item(sum(abs(a)));
