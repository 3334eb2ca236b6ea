import { seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absDot,
  dot,
  hasInfinite,
  largest,
  mixedDirections,
  moved,
  partsOf,
  smallest,
  unit,
} from "../src/points/directions.ts";
import { pickFrom, scaleOf, streamOf } from "../src/points/probe.ts";
import { law } from "../../../test-setup/law.ts";

const pickOf = (seed: number) => pickFrom(streamOf(seed));
const isUnit = (v: Float64Array): boolean => largest(v) === 1 && v.filter((each) => each !== 0).length === 1;
const isEighths = (v: Float64Array): boolean =>
  v.every((each) => Number.isInteger(8 * each) && Math.abs(each) <= 1);
const cases = fc.record({ n: fc.integer({ min: 1, max: 40 }), seed: fc.nat() });

describe("mixed directions", () => {
  law("of a whole Jacobian are all unit vectors, and a dense one of eighths", cases, ({ n, seed }) => {
    const directions = mixedDirections(n, true, pickOf(seed));
    expect(directions.slice(0, n)).toEqual(Array.from({ length: n }, (_, at) => unit(n, at)));
    const [dense, ...more] = directions.slice(n);
    expect([isEighths(dense), dense.length, dense.includes(0), more]).toEqual([true, n, false, []]);
  });

  law("of a large one are seven, some of them sparse", cases, ({ n, seed }) => {
    const directions = mixedDirections(n, false, pickOf(seed));
    const [first, last, one, other, sparse, alternating, dense, ...more] = directions;
    expect([first, last, more]).toEqual([unit(n, 0), unit(n, n - 1), []]);
    expect([one, other].map((v) => [v.length, isUnit(v)])).toEqual([
      [n, true],
      [n, true],
    ]);
    expect([sparse.length, isEighths(sparse)]).toEqual([n, true]);
    expect([...alternating]).toEqual(Array.from({ length: n }, (_, at) => (-1) ** at));
    expect([isEighths(dense), dense.length, dense.includes(0)]).toEqual([true, n, false]);
  });

  it("take every entry, both signs and every size, and leave out seven of eight entries of the sparse one", () => {
    const all = Array.from({ length: 200 }, (_, seed) => mixedDirections(16, false, pickOf(seed)));
    const denses = new Set(all.flatMap((directions) => [...directions[6]]));
    expect([...denses].toSorted((a, b) => a - b)).toEqual(
      [-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8].map((k) => k / 8),
    );
    expect(new Set(all.flatMap(([, , one]) => [one.indexOf(1)])).size).toBe(16);
    // 400 of 3,200 are expected, give or take 18.7.
    const kept = all.flatMap((directions) => [...directions[4]]).filter((each) => each !== 0).length;
    expect(kept).toBeGreaterThan(400 - 4 * 18.7);
    expect(kept).toBeLessThan(400 + 4 * 18.7);
  });
});

const vectors = fc
  .array(fc.integer({ min: -8, max: 8 }), { maxLength: 60 })
  .map((entries) => Float64Array.from(entries, (each) => each / 8));

describe("the parts of a direction", () => {
  law("add up to it, and each entry that moves is in one of at most 16", vectors, (v) => {
    const parts = partsOf(v);
    const moving = v.filter((each) => each !== 0).length;
    expect(parts.length).toBe(Math.min(16, moving));
    for (const at of v.keys()) {
      const own = parts.map((part) => part[at]).filter((each) => each !== 0);
      expect(own).toEqual(v[at] === 0 ? [] : [v[at]]);
    }
    for (const part of parts) expect(part.some((each) => each !== 0)).toBe(true);
  });
});

describe("sums over vectors", () => {
  it("x + t v", () => {
    expect(moved(Float64Array.of(1, 2), Float64Array.of(3, -4), 2)).toEqual(Float64Array.of(7, -6));
  });

  it("0 · ∞ is 0 in a dot product, from either side", () => {
    expect(dot([1, 0, Infinity, 2], [3, Infinity, 0, -4])).toBe(-5);
    expect(absDot([1, 0, Infinity, 2], [3, Infinity, 0, -4])).toBe(11);
    expect([dot([], []), absDot([], [])]).toEqual([0, 0]);
  });

  it("the largest and the smallest entry by size, the smallest of those that are not 0", () => {
    expect([largest([1, -3, 2]), smallest([-2, 0, 3]), smallest([0, -0]), largest([])]).toEqual([
      3,
      2,
      Infinity,
      0,
    ]);
  });

  it("an infinite entry is found at its place, with either sign", () => {
    const images = [Float64Array.of(1, Infinity, 0, NaN), Float64Array.of(-Infinity, 1, 2, 3)];
    expect([0, 1, 2, 3].map((at) => hasInfinite(images, at))).toEqual([true, true, false, false]);
  });
});

describe("a drawn number", () => {
  const ranges = fc.record({
    low: fc.integer({ min: -20, max: 20 }),
    width: fc.integer({ min: 0, max: 5 }),
    seed: fc.nat(),
  });

  law("is a whole number of a range, and each of them is drawn", ranges, ({ low, width, seed }) => {
    const pick = pickOf(seed);
    const drawn = new Set(Array.from({ length: 200 }, () => pick(low, low + width)));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: width + 1 }, (_, k) => low + k),
    );
  });

  it("is a stream without its first eight numbers", () => {
    const random = seededRandom(5);
    for (let skipped = 0; skipped < 8; skipped++) random();
    expect(streamOf(5)()).toBe(random());
  });
});

it.each([
  [0, 1],
  [1, 1],
  [0.75, 0.5],
  [-0.25, 0.25],
  [100, 1],
  [1e-9, 2 ** -10],
  [2 ** 20, 1],
  [-(2 ** 21), 2],
  [3 * 2 ** 30, 2 ** 11],
])("an entry of %d is moved on a scale of %d", (x, scale) => {
  expect(scaleOf(x)).toBe(scale);
});
