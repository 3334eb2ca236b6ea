import { tensor, wrap } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cheapest } from "../../src/index.ts";
import { kthSmallest } from "../../src/method/select.ts";
import { sortByValue } from "../../src/method/sort.ts";
import { positionsWithin } from "../../src/strategies/positions.ts";
import { few } from "../../../network/test/support/arbitraries.ts";
import { law, longLaw } from "../../../../test-setup/law.ts";

/** Doubles with any bits but NaN, of which some are equal: neighbours, both zeros, infinities and the smallest among them. */
const values = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 1, 1 + 2 ** -52, -1, -1 - 2 ** -52, 5e-324, -5e-324, Infinity, -Infinity),
);
const drawn = fc
  .array(fc.array(values, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 3 })
  .chain((lists) =>
    fc.record({
      lists: fc.constant(lists.map((list) => Float64Array.from(list))),
      k: few(1, lists.flat().length),
      // Sorted at once, sorted after some places of the histogram, and never sorted.
      most: fc.constantFrom(4096, 6, 2, 0),
    }),
  );

describe("the k-th smallest", () => {
  law(
    "is that of the sorted numbers, and knows how many are below and equal",
    drawn,
    ({ lists, k, most }) => {
      const all = lists.flatMap((list) => [...list]);
      const { value, below, equal } = kthSmallest(lists, k, most);
      expect(value === all.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))[k - 1]).toBe(true);
      expect(Object.is(value, -0)).toBe(false);
      expect(below).toBe(all.filter((each) => each < value).length);
      expect(equal).toBe(all.filter((each) => each === value).length);
    },
  );

  longLaw("is the same in single precision, and in a part of an array", drawn, ({ lists, k, most }) => {
    const single = lists.map((list) => Float32Array.from(list));
    const double = single.map((list) => Float64Array.from([7, ...list]).subarray(1));
    expect(kthSmallest(single, k, most)).toEqual(kthSmallest(double, k, most));
  });

  it("of 3, −1, 0, −0, −1 for k = 1 … 5 is −1, −1, 0, 0, 3", () => {
    const list = Float64Array.of(3, -1, 0, -0, -1);
    expect([1, 2, 3, 4, 5].map((k) => kthSmallest([list], k).value)).toEqual([-1, -1, 0, 0, 3]);
  });
});

const weighted = drawn.chain(({ lists, k }) =>
  fc.record({
    lists: fc.constant(lists),
    k: fc.constant(k),
    weights: fc.tuple(
      ...lists.map(({ length }) =>
        fc.array(fc.constantFrom(0, -0, 1, -2), { minLength: length, maxLength: length }),
      ),
    ),
  }),
);
longLaw("the cheapest weights are the first of all of them, sorted", weighted, ({ lists, k, weights }) => {
  const all = lists.flatMap((list) => [...list]);
  const zeros = weights.flat().map((W) => (W === 0 ? 0 : 1));
  const order = [...all.keys()].toSorted(
    (a, b) => (all[a] < all[b] ? -1 : all[a] > all[b] ? 1 : 0) || zeros[a] - zeros[b] || a - b,
  );
  const expected = all.map(() => 1);
  for (const at of order.slice(0, k)) expected[at] = 0;
  const asTensors = lists.map((data) => wrap([1, data.length], data));
  const masks = cheapest(
    asTensors,
    k / all.length,
    weights.map((row) => tensor([row])),
  );
  expect(masks.flatMap((mask) => [...mask])).toEqual(expected);
});

describe("positions in the order of their numbers", () => {
  const list = fc.array(values, { maxLength: 40 }).map((some) => Float64Array.from(some));
  const given = list.chain((some) =>
    fc.record({
      some: fc.constant(some),
      order: fc.shuffledSubarray([...some.keys()], { minLength: some.length }),
    }),
  );
  law("are a stable sort, where −0 counts as 0", given, ({ some, order }) => {
    const expected = order.toSorted((a, b) => (some[a] < some[b] ? -1 : some[a] > some[b] ? 1 : 0));
    expect([...sortByValue(some, Uint32Array.from(order))]).toEqual(expected);
  });

  law(
    "as positions in groups put those of weights that are 0 first among equals",
    weighted,
    ({ lists, weights }) => {
      const [importance, weight] = [lists[0], weights[0]];
      const zero = (at: number): number => (weight[at] === 0 ? 0 : 1);
      const order = [...importance.keys()].toSorted(
        (a, b) =>
          (importance[a] < importance[b] ? -1 : importance[a] > importance[b] ? 1 : 0) ||
          zero(a) - zero(b) ||
          a - b,
      );
      const n = importance.length;
      const expected = new Float64Array(n);
      for (const [rank, at] of order.entries())
        expected[at] = Number.isFinite(importance[at]) ? (rank + 0.5) / n : importance[at];
      expect(positionsWithin(wrap([1, n], importance), 1, tensor([weight])).data).toEqual(expected);
    },
  );
});
