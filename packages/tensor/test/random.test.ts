import * as fc from "fast-check";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import * as T from "../src/index.ts";
import { dtypes, shapes } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";

const { permutation, randomNormal, randomUniform, seededRandom, ShapeError, ValueError } = T;

describe("seededRandom", () => {
  const seeds = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(0, -1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53 - 1),
  );
  law("is pure-rand's xoroshiro128+ bit for bit, for every whole seed", seeds, (seed) => {
    const ours = seededRandom(seed);
    const theirs = xoroshiro128plus(seed);
    for (let draw = 0; draw < 100; draw++) expect(ours()).toBe(uniformFloat64(theirs));
  });

  law("counts only the lowest 32 bits of the seed", fc.integer(), (seed) => {
    expect(seededRandom(seed + 2 ** 32)()).toBe(seededRandom(seed)());
  });

  it("refuses a seed that is not whole, instead of taking it for another", () => {
    for (const seed of [NaN, Infinity, 0.5])
      expect(() => seededRandom(seed)).toThrow(
        new ValueError("seededRandom", "a whole number as seed", `${seed}`),
      );
  });
});

/**
 * The largest gap between the distribution of a sample and F stays below √(ln(2/p) / 2n) except with probability p
 * (Dvoretzky, Kiefer and Wolfowitz, with the constant of Massart 1990); p is one in a million.
 */
function expectDistribution({ data }: T.Tensor, F: (x: number) => number): void {
  const sorted = data.toSorted();
  const gaps = Array.from(sorted, (x, index) =>
    Math.max((index + 1) / sorted.length - F(x), F(x) - index / sorted.length),
  );
  expect(Math.max(...gaps)).toBeLessThan(Math.sqrt(Math.log(2e6) / (2 * sorted.length)));
}

describe("randomNormal", () => {
  const n = 100_000;
  let drawn: T.Tensor | undefined;
  const sample = (): T.Tensor => (drawn ??= randomNormal([n], seededRandom(42)));
  const moment = (order: number): number => T.item(T.mean(T.map((x) => x ** order, sample())));

  it("has the moments 0, 1, 0, 3 within five standard errors", () => {
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n)); // var x³ = E x⁶ = 15
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n)); // var x⁴ = E x⁸ − 3² = 96
  });

  it("is distributed as Φ", () => {
    expectDistribution(sample(), T.normalCdf);
  });

  it("has neighbours without correlation, within five standard errors", () => {
    const lagged = T.mul(T.rows(sample(), 1, n), T.rows(sample(), 0, n - 1));
    expect(Math.abs(T.item(T.mean(lagged)))).toBeLessThan(5 / Math.sqrt(n));
  });

  it("makes √(−2 ln(1 − u)) cos 2πv of two numbers u and v", () => {
    const stream = [0.5, 0, 0.5, 0.5];
    const z = Math.sqrt(2 * Math.LN2);
    expect(randomNormal([2], () => stream.shift() ?? NaN)).toEqual(T.tensor([z, -z]));
  });

  it("takes two numbers from the stream for each of its own", () => {
    let draws = 0;
    randomNormal([3], () => ((draws += 1), 0.5));
    expect(draws).toBe(6);
  });

  it("is finite for every number a stream can give", () => {
    for (const extreme of [0, 2 ** -53, 0.5, 1 - 2 ** -53])
      expect(Number.isFinite(T.item(randomNormal([], () => extreme)))).toBe(true);
  });
});

describe("randomUniform", () => {
  it("is distributed evenly between low and high", () => {
    expectDistribution(randomUniform([100_000], -2, 3, seededRandom(7)), (x) => (x + 2) / 5);
  });

  it("begins at low, and gives high by rounding alone", () => {
    expect(randomUniform([1], -2, 3, () => 0)).toEqual(T.tensor([-2]));
    expect(randomUniform([1], 0, 1, () => 1 - 2 ** -53)).toEqual(T.tensor([1 - 2 ** -53]));
    expect(randomUniform([1], 0, 1, () => 1 - 2 ** -53, "f32")).toEqual(T.tensor([1], "f32"));
  });
});

describe("random tensors", () => {
  law(
    "repeat with the seed, in the shape and dtype asked for",
    fc.tuple(fc.integer(), shapes(), dtypes),
    (drawn) => {
      const [seed, shape, dtype] = drawn;
      for (const make of [
        () => randomNormal(shape, seededRandom(seed), dtype),
        () => randomUniform(shape, 0, 1, seededRandom(seed), dtype),
      ]) {
        expect(make()).toEqual(make());
        expect([make().shape, T.dtypeOf(make())]).toEqual([shape, dtype]);
        expect(make().data).toHaveLength(T.sizeOf(shape));
      }
    },
  );

  it("refuse a shape that is none, and a missing stream, by their own names", () => {
    expect(() => randomNormal([-1], Math.random)).toThrow(ShapeError);
    expect(() => randomNormal([-1], Math.random)).toThrow(/^randomNormal: /);
    expect(() => randomUniform([1.5], 0, 1, Math.random)).toThrow(ShapeError);
    expect(() => randomUniform([1.5], 0, 1, Math.random)).toThrow(/^randomUniform: /);
    const none = undefined as unknown as T.Random; // from a caller in JavaScript
    expect(() => randomNormal([1], none)).toThrow("randomNormal: expected a random stream");
    expect(() => randomUniform([1], 0, 1, none)).toThrow("randomUniform: expected a random stream");
    expect(() => permutation(2, none)).toThrow("permutation: expected a random stream");
  });

  it("are f64 unless asked otherwise", () => {
    expect(T.dtypeOf(randomNormal([1], seededRandom(1)))).toBe("f64");
    expect(T.dtypeOf(randomUniform([1], 0, 1, seededRandom(1)))).toBe("f64");
  });
});
