import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  differenceOf,
  estimateOf,
  factorOf,
  geometricMean,
  spreadOf,
  studentQuantile,
} from "../src/statistics.ts";

describe("Student's t", () => {
  // Abramowitz & Stegun, table 26.10, two-sided: three decimals, so half of the last is allowed.
  it.each([
    [0.9, 1, 6.314],
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.99, 4, 4.604],
    [0.95, 5, 2.571],
    [0.95, 10, 2.228],
    [0.99, 29, 2.756],
    [0.95, 120, 1.98],
  ])("the quantile of %d with %d degrees of freedom is %d", (share, degrees, published) => {
    expect(Math.abs(studentQuantile(share, degrees) - published)).toBeLessThanOrEqual(0.0005);
  });

  it("is Cauchy's for one degree, and algebraic for two", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.999, noNaN: true }), (share) => {
        // The library promises some 1e-10 of the quantile.
        const within = (t: number, published: number): void =>
          expect(Math.abs(t / published - 1)).toBeLessThanOrEqual(1e-9);
        within(studentQuantile(share, 1), Math.tan((Math.PI / 2) * share));
        within(studentQuantile(share, 2), share * Math.sqrt(2 / (1 - share ** 2)));
      }),
    );
  });
});

const values = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 8 });
const bySeed = (list: readonly number[]): Map<number, number> =>
  new Map(list.map((value, seed) => [seed, value]));

describe("estimates", () => {
  it("of 1, 2, 3, 4, 5 is 3 ± 2.776 √(2.5 / 5)", () => {
    const { mean, low, high, seeds } = estimateOf([1, 2, 3, 4, 5]);
    expect([mean, seeds]).toEqual([3, 5]);
    // 2.7764 is published to four decimals; times √½.
    expect(high - 3).toBeCloseTo(2.7764 * Math.sqrt(0.5), 4);
    expect(3 - low).toBeCloseTo(high - 3, 14);
  });

  it("of one seed have no interval, and of none no mean", () => {
    expect(estimateOf([7])).toEqual({ mean: 7, low: NaN, high: NaN, seeds: 1 });
    expect(estimateOf([])).toEqual({ mean: NaN, low: NaN, high: NaN, seeds: 0 });
  });

  it("a strategy differs from itself by nothing, by the factor 1", () => {
    fc.assert(
      fc.property(values, (list) => {
        const seeds = { seeds: list.length };
        expect(differenceOf(bySeed(list), bySeed(list))).toEqual({ mean: 0, low: 0, high: 0, ...seeds });
        expect(factorOf(bySeed(list), bySeed(list))).toEqual({ mean: 1, low: 1, high: 1, ...seeds });
      }),
    );
  });

  it("what all seeds have in common drops out of differences and factors", () => {
    fc.assert(
      fc.property(values, (list) => {
        const twice = factorOf(bySeed(list.map((value) => 2 * value)), bySeed(list));
        // log 2v − log v rounds at up to log 2e6 < 15, so to 15 · 2⁻⁵² or so; the t of one degree is 12.7.
        for (const end of [twice.mean, twice.low, twice.high]) expect(end).toBeCloseTo(2, 12);
      }),
    );
  });

  it("the factor of a to b is one over that of b to a", () => {
    fc.assert(
      fc.property(values, (list) => {
        const other = bySeed(list.map((value, at) => value * (1 + at)));
        const [there, back] = [factorOf(other, bySeed(list)), factorOf(bySeed(list), other)];
        expect(there.mean * back.mean).toBeCloseTo(1, 12);
        expect(there.low * back.high).toBeCloseTo(1, 10); // the interval may be 1e4 wide in its logarithm's units
      }),
    );
  });

  it("only seeds that both have are paired", () => {
    const one = new Map([
      [0, 5],
      [1, 7],
      [2, 100],
    ]);
    const other = new Map([
      [1, 5],
      [0, 3],
    ]);
    expect(differenceOf(one, other)).toEqual({ mean: 2, low: 2, high: 2, seeds: 2 });
  });

  it("a loss that overflowed is infinitely many times as high, and leaves no interval", () => {
    for (const overflown of [Infinity, NaN]) {
      const { mean, low } = factorOf(bySeed([1, overflown]), bySeed([1, 1]));
      expect([mean, low]).toEqual([Infinity, NaN]);
    }
  });

  it("the geometric mean of 1, 10 and 100 is 10", () => {
    expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 14);
  });
});

describe("a spread over the seeds", () => {
  it("of 1, 2 and 6 has mean 3 and standard deviation √7", () => {
    // (1 − 3)² + (2 − 3)² + (6 − 3)² = 14, and 14 / (3 − 1) = 7
    expect(spreadOf([1, 2, 6])).toEqual({ mean: 3, sd: Math.sqrt(7), min: 1, max: 6 });
  });

  it("of one seed has no deviation", () => {
    expect(spreadOf([4])).toEqual({ mean: 4, sd: undefined, min: 4, max: 4 });
  });

  it("with an infinite loss has an infinite mean and no number for the deviation", () => {
    expect(spreadOf([1, Infinity])).toEqual({ mean: Infinity, sd: NaN, min: 1, max: Infinity });
    expect(spreadOf([1, NaN]).mean).toBeNaN();
  });
});
