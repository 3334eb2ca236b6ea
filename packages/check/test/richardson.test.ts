import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { leastChange, richardson } from "../src/slopes/extrapolate.ts";
import { agrees, mostPrecise } from "../src/slopes/most-precise.ts";
import type { EntryRow } from "../src/slopes/rows.ts";

describe("Richardson's table", () => {
  it("of 3 + 5h² has the limit 3 from its second column on", () => {
    const table = richardson([8, 4.25, 3.3125], [1, 2, 4], 2);
    expect(table).toEqual([
      [{ value: 8, noise: 1, change: 0 }],
      [
        { value: 4.25, noise: 2, change: 0 },
        { value: 3, noise: 3, change: 5 }, // |3 − 8|, of |3 − 8| and |3 − 4.25|
      ],
      [
        { value: 3.3125, noise: 4, change: 0 },
        { value: 3, noise: 6, change: 1.25 },
        { value: 3, noise: 6.6, change: 0 },
      ],
    ]);
    expect(leastChange(table)).toEqual({ estimate: { value: 3, error: 6.6, noise: 6.6 }, k: 2, j: 2 });
  });

  it("of 3 + 5h too, for one-sided differences", () => {
    const table = richardson([8, 5.5, 4.25], [1, 2, 4], 1);
    expect(table.map((row) => row.map(({ value, noise }) => [value, noise]))).toEqual([
      [[8, 1]],
      [
        [5.5, 2],
        [3, 5],
      ],
      [
        [4.25, 4],
        [3, 10],
        [3, (4 * 10 + 5) / 3],
      ],
    ]);
  });

  it("has no column beyond the eighth", () => {
    const ten = Array.from({ length: 10 }, () => 1);
    expect(richardson(ten, ten, 2).map((row) => row.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 8]);
  });

  it("has the first of two entries that are as good", () => {
    const entry = (value: number) => ({ value, noise: 1, change: 0 });
    expect(leastChange([[entry(0)], [entry(0), entry(1)], [entry(0), entry(2)]])).toMatchObject({
      estimate: { value: 1 },
      k: 1,
      j: 1,
    });
  });

  it("of one value says nothing", () => {
    expect(leastChange(richardson([1], [0], 2))).toEqual({
      estimate: { value: NaN, error: Infinity, noise: Infinity },
      k: 0,
      j: 0,
    });
  });
});

describe("a finer row agrees with an estimate", () => {
  const row = (h: number, value: number, noise = 0): EntryRow => ({
    h,
    value,
    noise,
    even: 0,
    change: value,
  });
  const used = [row(1, 5), row(0.5, 2)];
  const estimate = { value: 1, error: 0.125, noise: 0 };

  it("within twice its error, its own noise and its part of the truncation of the coarser rows", () => {
    // 2 · 0.125 + 0.0625 + |5 − 1| · 0.25 = 1.3125
    const near = (value: number): boolean => agrees(row(0.25, value, 0.0625), used, estimate);
    expect([-0.3125, 1, 2.3125].map(near)).toEqual([true, true, true]);
    expect([-0.3126, 2.3126, NaN].map(near)).toEqual([false, false, false]);
  });
});

describe("the most precise entry of two tables", () => {
  const family = (h0: number, f: (h: number) => number, noise = 0): EntryRow[] =>
    Array.from({ length: 20 }, (_, k) => h0 / 2 ** k).map((h) => ({
      h,
      value: f(h),
      noise: noise / h,
      even: 0,
      change: 2 * h * f(h),
    }));
  const families = (f: (h: number) => number, noise?: number) => [
    family(1 / 4, f, noise),
    family(0.7 / 4, f, noise),
  ];

  it("is the limit of a power series", () => {
    const found = mostPrecise(
      families((h) => 3 + 5 * h ** 2 + h ** 4),
      2,
    );
    expect(Math.abs((found?.value ?? NaN) - 3)).toBeLessThanOrEqual(found?.error ?? NaN);
    expect(found?.error).toBeLessThan(1e-12);
  });

  it("does not exist where the rows do not fall as the powers do, nor by their even part", () => {
    expect(
      mostPrecise(
        families((h) => 3 + 5 * Math.sqrt(h)),
        2,
      ),
    ).toBe(undefined);
    const rough = families((h) => 3 + 5 * h ** 2).map((rows) => rows.map((row) => ({ ...row, even: 1 })));
    expect(mostPrecise(rough, 2)).toBe(undefined);
    const falling = families((h) => 3 + 5 * h ** 2).map((rows) =>
      rows.map((row) => ({ ...row, even: row.h })),
    );
    expect(mostPrecise(falling, 2)?.value).toBeCloseTo(3, 12);
  });

  it("does not exist where the two families disagree, or where finer rows do", () => {
    const [one] = families((h) => 3 + h ** 2);
    const [, other] = families((h) => 4 + h ** 2);
    expect(mostPrecise([one, other], 2)).toBe(undefined);
    const late = families((h) => 3 + h ** 2 + (h < 2 ** -17 ? 1 : 0));
    expect(mostPrecise(late, 2)).toBe(undefined);
  });

  it("needs three finer rows of both families, and four coarser ones", () => {
    const cut = (n: number) => families((h) => 3 + 5 * h ** 2).map((rows) => rows.slice(0, n));
    expect(mostPrecise(cut(7), 2)).toBe(undefined);
    expect(mostPrecise(cut(8), 2)?.value).toBeCloseTo(3, 12);
  });

  law("has an error that covers the noise of the rows", fc.nat(), (seed) => {
    const noisy = (h: number): number => 3 + h ** 2 + (1e-12 / h) * Math.sin(seed + 1e6 * h);
    const found = mostPrecise(families(noisy, 1e-12), 2);
    expect(Math.abs((found?.value ?? 3) - 3)).toBeLessThanOrEqual(found?.error ?? 0);
    expect(found?.error).toBeLessThan(1e-7);
  });
});
