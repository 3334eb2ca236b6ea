import { tensor, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cheapest, removalCount } from "../../src/index.ts";
import { few, lists } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

/** Few different values, so that ties are common; infinities are importances too: never, and before all others. */
const values = fc.constantFrom(0, 1, 2, 3, Infinity, -Infinity);
const importances: fc.Arbitrary<Tensor[]> = few(1, 3).chain((count) =>
  lists(
    count,
    fc
      .tuple(few(1, 4), few(1, 4))
      .chain(([I, J]) => lists(I * J, values).map((data) => wrap([I, J], Float64Array.from(data)))),
  ),
);
const ratios = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 0.5, 0.25));

const flat = (
  parts: readonly { readonly length: number; [Symbol.iterator](): Iterator<number> }[],
): number[] => parts.flatMap((part) => [...part]);
const removedBy = (importance: readonly Tensor[], ratio: number): boolean[] =>
  flat(cheapest(importance, ratio)).map((kept) => kept === 0);

describe("the cheapest weights", () => {
  law(
    "are exactly round(ρ N_W), and of those that stay none is cheaper",
    fc.tuple(importances, ratios),
    (drawn) => {
      const [importance, ratio] = drawn;
      const all = flat(importance.map(({ data }) => data));
      const removed = removedBy(importance, ratio);
      expect(removed.filter(Boolean)).toHaveLength(removalCount(all.length, ratio));
      const dearest = Math.max(...all.filter((_, at) => removed[at]));
      const cheapestKept = Math.min(...all.filter((_, at) => !removed[at]));
      expect(dearest <= cheapestKept).toBe(true);
    },
  );

  law("go in the order of layer, row, column where they are tied", fc.tuple(importances, ratios), (drawn) => {
    const [importance, ratio] = drawn;
    const all = flat(importance.map(({ data }) => data));
    const removed = removedBy(importance, ratio);
    for (let at = 1; at < all.length; at++) {
      const earlier = all.slice(0, at).lastIndexOf(all[at]);
      if (removed[at] && earlier >= 0) expect(removed[earlier]).toBe(true);
    }
  });

  law(
    "at a larger ratio are a superset",
    fc.tuple(importances, ratios, ratios),
    ([importance, one, other]) => {
      const fewer = removedBy(importance, Math.min(one, other));
      const more = removedBy(importance, Math.max(one, other));
      expect(fewer.every((removed, at) => !removed || more[at])).toBe(true);
    },
  );

  it("of all layers together: 1 and 2 are in different ones, and the first of three 3s goes with them", () => {
    const masks = cheapest(
      [
        tensor([
          [9, 1],
          [3, 3],
        ]),
        tensor([[2, 3]]),
      ],
      0.5,
    );
    expect(masks.map((mask) => [...mask])).toEqual([
      [1, 0, 0, 1],
      [0, 1],
    ]);
  });

  it("have a mask a layer, each with memory of its own, which can be handed to another thread", () => {
    for (const mask of cheapest([tensor([[1, 2]]), tensor([[3]])], 0.5))
      expect(mask.buffer.byteLength).toBe(mask.length);
  });

  it("are none at 0 and all at 1", () => {
    expect(removedBy([tensor([[1, 2, 3]])], 0)).toEqual([false, false, false]);
    expect(removedBy([tensor([[1, 2, 3]])], 1)).toEqual([true, true, true]);
  });

  it("NaN cannot be ordered, and is refused", () => {
    const refused = "cheapest: expected importances that can be ordered; received NaN in";
    expect(() => cheapest([tensor([[1, 2]]), tensor([[NaN, NaN]])], 0.5)).toThrow(
      `${refused} layer 1, entry 0`,
    );
    expect(() => cheapest([tensor([[NaN, 2]])], 0.5)).toThrow(`${refused} layer 0, entry 0`);
  });
});

describe("round(ρ N_W)", () => {
  law(
    "is the whole number nearest to it, halves upwards",
    fc.tuple(few(0, 10_000), ratios),
    ([weights, ratio]) => {
      const count = removalCount(weights, ratio);
      expect(Number.isInteger(count)).toBe(true);
      expect(count - ratio * weights).toBeLessThanOrEqual(0.5);
      expect(ratio * weights - count).toBeLessThan(0.5);
    },
  );

  it.each([
    { weights: 5, ratio: 0.5, count: 3 },
    { weights: 6, ratio: 0.25, count: 2 },
    { weights: 10, ratio: 0.14, count: 1 },
    { weights: 26_432, ratio: 0.98, count: 25_903 },
  ])("of $ratio · $weights is $count", ({ weights, ratio, count }) => {
    expect(removalCount(weights, ratio)).toBe(count);
  });
});
