import type { Tensor } from "@espalier/tensor";
import { expect } from "vitest";

/** Half the distance from 1 to the next number: the relative error of one rounding. */
export const u = 2 ** -53;

type Values = Tensor | ArrayLike<number>;
const dataOf = (values: Values): ArrayLike<number> => ("data" in values ? values.data : values);

/** Every entry within its bound; says which one is not. */
export function expectNear(
  received: Values,
  expected: Values,
  bound: number | ((at: number) => number),
): void {
  const [got, wanted] = [dataOf(received), dataOf(expected)];
  expect(got.length).toBe(wanted.length);
  for (let at = 0; at < got.length; at++) {
    const allowed = typeof bound === "number" ? bound : bound(at);
    if (!(Math.abs(got[at] - wanted[at]) <= allowed))
      expect.fail(`entry ${at}: ${got[at]} is not ${wanted[at]} ± ${allowed}`);
  }
}

/** The largest size of an entry. */
export function largest(values: Values): number {
  const data = dataOf(values);
  let most = 0;
  for (let at = 0; at < data.length; at++) most = Math.max(most, Math.abs(data[at]));
  return most;
}
