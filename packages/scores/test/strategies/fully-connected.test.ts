import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { removalCount, strategyOf } from "../../src/index.ts";
import { few, lists } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

const strategy = strategyOf("test", "fully-connected");
if (strategy.kind !== "retrain") throw new Error("fully-connected trains from scratch");

const weightsOf = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((count, size, k) => count + size * sizes[k], 0);

/** The number of weights that each f of a fine grid gives. Its steps are a prime number, which no width hits. */
const STEPS = 9973;
const reachable = (sizes: readonly number[]): Set<number> =>
  new Set(
    Array.from({ length: STEPS + 1 }, (_, step) =>
      weightsOf(
        sizes.map((size, k) =>
          k === 0 || k === sizes.length - 1 ? size : Math.max(1, Math.round((size * step) / STEPS)),
        ),
      ),
    ),
  );

const shapes = few(2, 5).chain((length) => lists(length, few(1, 23)));
const ratios = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 0.9, 1));
const sizesAndRatio = fc.record({ sizes: shapes, ratio: ratios });

describe("the narrower network", () => {
  law(
    "has, of all that one factor gives, the number of weights nearest to what pruning keeps",
    shapes,
    (sizes) => {
      const counts = [...reachable(sizes)];
      const weights = weightsOf(sizes);
      for (const count of counts) {
        // Asked for what can be had, and for a little less and more, which is nearest to that or to a neighbour.
        for (const ratio of [count - 0.3, count, count + 0.3].map((kept) => 1 - kept / weights)) {
          if (ratio < 0 || ratio > 1) continue;
          const kept = weights - removalCount(weights, ratio);
          const nearest = Math.min(...counts.map((each) => Math.abs(each - kept)));
          expect(Math.abs(weightsOf(strategy.sizes(sizes, ratio)) - kept)).toBe(nearest);
        }
      }
    },
  );

  law("keeps inputs and outputs, and no layer is empty or wider", sizesAndRatio, ({ sizes, ratio }) => {
    const narrowed = strategy.sizes(sizes, ratio);
    expect(narrowed).toHaveLength(sizes.length);
    expect([narrowed[0], narrowed.at(-1)]).toEqual([sizes[0], sizes.at(-1)]);
    for (const [k, size] of narrowed.entries()) {
      expect(size).toBeGreaterThanOrEqual(1);
      expect(size).toBeLessThanOrEqual(sizes[k]);
    }
  });

  law("at ratio 0 is as wide as before", sizesAndRatio, ({ sizes }) => {
    expect(strategy.sizes(sizes, 0)).toEqual(sizes);
  });

  it.each([
    // 784 w + w² + 10 w: 8 of 32 have 6,416 weights, and 26,432 / 4 = 6,608
    { sizes: [784, 32, 32, 10], ratio: 0.75, narrowed: [784, 8, 8, 10] },
    // widths 1 and 2 have 3 and 6 weights, and of 9 pruning removes 5
    { sizes: [2, 3, 1], ratio: 0.5, narrowed: [2, 1, 1] },
    // where f = 7.5 / 11 and 11 f < 7.5, as it is in floating point
    { sizes: [1, 11, 1], ratio: 1 - 8 / 11, narrowed: [1, 8, 1] },
    { sizes: [5, 2], ratio: 0.9, narrowed: [5, 2] },
    { sizes: [3, 4, 4, 2], ratio: 1, narrowed: [3, 1, 1, 2] },
  ])("of $sizes at ratio $ratio is $narrowed", ({ sizes, ratio, narrowed }) => {
    expect(strategy.sizes(sizes, ratio)).toEqual(narrowed);
  });

  it("of two equally near is the smaller one", () => {
    // One hidden neuron has 2 weights and two have 4; 3 are kept.
    expect(strategy.sizes([1, 2, 1], 0.25)).toEqual([1, 1, 1]);
  });
});
