import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { treeSum } from "../../src/gauss-newton/tree-sum.ts";
import { law } from "../../../../test-setup/law.ts";

const sumOf = (values: readonly number[]): number => {
  const sum = treeSum();
  for (const value of values) sum.add(Float64Array.of(value));
  return sum.total()[0];
};

/** The tree as its definition has it: 2ᵏ summands in pairs of pairs; of any other number the largest 2ᵏ first, and the rest behind it. */
function tree(values: readonly number[]): number {
  if (values.length === 1) return values[0];
  const half = 2 ** Math.ceil(Math.log2(values.length) - 1);
  return tree(values.slice(0, half)) + tree(values.slice(half));
}

describe("a sum in pairs", () => {
  law(
    "is the same tree for any number of summands, to the last bit",
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 70 }),
    (values) => {
      expect(sumOf(values) === tree(values)).toBe(true); // 0 and −0 are one
    },
  );

  law(
    "adds vectors entry by entry",
    fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 20 }),
    (pairs) => {
      const sum = treeSum();
      for (const pair of pairs) sum.add(Float64Array.from(pair));
      const added = [0, 1].map((at) => pairs.reduce((all, pair) => all + pair[at], 0));
      expect(Array.from(sum.total(), (value) => value + 0)).toEqual(added.map((value) => value + 0)); // 0 and −0 are one
    },
  );

  it("adds 1, ε, ε, ε as (1 + ε) + (ε + ε), not one after the other", () => {
    const e = 2 ** -53; // half a unit in the last place of 1: 1 + ε is 1, and 1 + 2 ε is not
    expect(sumOf([1, e, e, e])).toBe(1 + 2 * e);
    expect([1, e, e, e].reduce((a, b) => a + b)).toBe(1);
  });

  it("of 7 and of 8 summands adds the last ones to each other before the first four", () => {
    const e = 2 ** -53;
    expect(sumOf([1, 0, 0, 0, e, 0, e])).toBe(1 + 2 * e); // and not (1 + ε) + ε
    expect(sumOf([0, 0, 0, 0, 1, 0, e, e])).toBe(1 + 2 * e);
  });

  it("of no summand is refused", () => {
    expect(() => treeSum().total()).toThrow("a sum of at least one vector");
  });
});
