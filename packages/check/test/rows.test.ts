import { describe, expect, it } from "vitest";
import { comparedWith, isBroken } from "../src/slopes/compared.ts";
import type { Estimate } from "../src/slopes/extrapolate.ts";
import { entryOf, withNoise, withStairs } from "../src/slopes/rows.ts";
import type { EntryRow } from "../src/slopes/rows.ts";
import type { Slope } from "../src/slopes/slope.ts";

describe("rows", () => {
  const rows = [1, 0.5].map((h) => ({
    h,
    values: Float64Array.of(h, 2),
    noise: Float64Array.of(3, h),
    changes: Float64Array.of(4, 5),
  }));

  it("are looked at entry by entry", () => {
    expect(entryOf(rows, 0)).toEqual([1, 0.5].map((h) => ({ h, value: h, noise: 3, even: 0, change: 4 })));
    expect(entryOf([{ ...rows[0], even: Float64Array.of(6, 7) }], 1)).toEqual([
      { h: 1, value: 2, noise: 1, even: 7, change: 5 },
    ]);
  });

  const stairs = (...changes: number[]): EntryRow[] =>
    changes.map((change, k) => ({ h: 2 ** -k, value: 0, noise: 1 / 8, even: 0, change }));

  it("have at least the noise of a change, over their step", () => {
    expect(withNoise([stairs(0, 0, 0, 0)], 1 / 16)).toEqual([
      [1 / 8, 1 / 8, 1 / 4, 1 / 2].map((noise, k) => ({ ...stairs(0, 0, 0, 0)[k], noise })),
    ]);
  });

  it("that stand still at fine steps have the smallest change for noise, if it may be rounding", () => {
    const families = [stairs(3, 2, 0), stairs(3, -2, 0)];
    expect(withStairs(families, (change) => change === 2)).toEqual(withNoise(families, 2));
    expect(withStairs(families, () => false)).toBe(families);
    const once = [stairs(3, 2, 0)];
    expect(withStairs(once, () => true)).toEqual(withNoise(once, 2));
    const moving = [stairs(3, 2, 1)];
    expect(withStairs(moving, () => true)).toBe(moving);
    const still = [stairs(0, 0, 0)];
    expect(withStairs(still, () => true)).toBe(still);
  });
});

describe("a claim is compared", () => {
  const estimate = (value: number): Estimate => ({ value, error: 1, noise: 0 });
  const slope = (first: number, isConfirmed: boolean, resolved?: number): Slope => ({
    first: [estimate(first)],
    isConfirmed: () => isConfirmed,
    resolved: () => (resolved === undefined ? undefined : estimate(resolved)),
    overJumps: () => undefined,
    finest: () => [],
  });
  const compared = (...slopes: Slope[]) =>
    comparedWith(slopes, [0], (of) => ({ received: 5, expected: of(slopes[0], 0).value, bound: 1 }));

  it("with the first look, where that agrees and finer steps confirm it", () => {
    expect(compared(slope(5.5, true, 9))?.expected).toBe(5.5);
    expect(compared(slope(5.5, true), slope(0, true))?.expected).toBe(5.5);
  });

  it("with all steps, where it disagrees or is not confirmed", () => {
    expect(compared(slope(9, true, 5.25))?.expected).toBe(5.25);
    expect(compared(slope(5.5, false, 5.25))?.expected).toBe(5.25);
    expect(compared(slope(5.5, true, 5.25), slope(0, false, 1))?.expected).toBe(5.25);
  });

  it("with nothing, where these do not resolve it", () => {
    expect(compared(slope(9, true))).toBe(undefined);
    expect(compared(slope(5.5, false, 5.25), slope(0, false))).toBe(undefined);
  });

  it("by every entry that it looks at", () => {
    const two = (isSecondConfirmed: boolean, second?: number): Slope => ({
      ...slope(5.5, true, 5.25),
      first: [estimate(5.5), estimate(5.5)],
      isConfirmed: (i) => i === 0 || isSecondConfirmed,
      resolved: (i) => (i === 0 ? estimate(5.25) : second === undefined ? undefined : estimate(second)),
    });
    const both = (of: Slope) =>
      comparedWith([of], [0, 1], (at) => ({ received: 5, expected: at(of, 0).value, bound: 1 }))?.expected;
    expect([both(two(true)), both(two(false, 3)), both(two(false))]).toEqual([5.5, 5.25, undefined]);
  });

  it("fails beyond the bound and where NaN is received, but not where the expected value or the bound is not finite", () => {
    const broken = (received: number, expected: number, bound: number) =>
      isBroken({ received, expected, bound });
    expect([broken(2, 1, 1), broken(2.5, 1, 1), broken(-0.5, 1, 1), broken(NaN, 1, 1)]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect([broken(2, Infinity, 1), broken(2, 1, Infinity), broken(2, NaN, 1)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
