import { describe, expect, it } from "vitest";
import { jumpsBetween } from "../src/slopes/jumps.ts";
import { mayBeRounding, noiseOf, plausibleNoise } from "../src/slopes/noise.ts";

const { fround } = Math;

describe("jumps", () => {
  const between = (f: (t: number) => number, from = -1 / 4, to = 1 / 4): number =>
    jumpsBetween((t) => Float64Array.of(0, f(t)), from, to)[1];

  it("of smooth functions and of kinks are none", () => {
    for (const f of [Math.sin, Math.exp, Math.abs, (t: number) => t ** 2])
      for (const from of [-1 / 4, 0]) expect(between(f, from)).toBeLessThan(2 ** -48);
    expect(between(() => 1)).toBe(0);
  });

  it("are looked for from an end or around the middle, closer and closer", () => {
    const placesOf = (from: number, to: number): number[] => {
      const places: number[] = [];
      jumpsBetween((t) => Float64Array.of(places.push(t)), from, to);
      return places;
    };
    const window = (start: number, step: number): number[] =>
      Array.from({ length: 9 }, (_, k) => start + k * step);
    expect(placesOf(0, 1).slice(0, 18)).toEqual([...window(0, 1 / 8), ...window(0, 1 / 16)]);
    expect(placesOf(-1, 1).slice(0, 18)).toEqual([...window(-1, 1 / 4), ...window(-1 / 2, 1 / 8)]);
    expect(placesOf(-1, 1)).toHaveLength(14 * 9);
  });

  it("of a rounding inside are about as large as it", () => {
    // A rounding of numbers near 1 is 2⁻²⁵ or less, on average 2⁻²⁵ / √3; TIMES is 8.
    for (const from of [-1 / 4, 0]) {
      const found = between((t) => fround(Math.cos(t / 2) / 2 + t), from);
      expect(found).toBeGreaterThan(2 ** -26);
      expect(found).toBeLessThan(2 ** -19);
    }
  });
});

describe("noise", () => {
  it("is eight standard deviations, of which differences of the orders 4 to 6 are known multiples", () => {
    // Of (−1)ᵏ a difference of order n is ±2ⁿ; with γ = (n!)² / (2n)! the least √γ 2ⁿ is that of order 4.
    const alternating = Array.from({ length: 9 }, (_, k) => (-1) ** k);
    expect(noiseOf(alternating)).toBeCloseTo((8 * 2 ** 4) / Math.sqrt(70), 12);
    expect(noiseOf(alternating.map((each) => each * 1e300))).toBeCloseTo(1e300 * noiseOf(alternating), -290);
    expect(noiseOf([0, 1, 8, 27, 64, 125, 216, 343, 512])).toBe(0);
  });

  it("may be rounding up to a third of the digits, of a size of at least 1", () => {
    const third = Math.cbrt(2 ** -53);
    expect([mayBeRounding(third, 0, 2 ** -53), mayBeRounding(1.01 * third, 0, 2 ** -53)]).toEqual([
      true,
      false,
    ]);
    expect([mayBeRounding(3 * third, 3, 2 ** -53), mayBeRounding(3.01 * third, 3, 2 ** -53)]).toEqual([
      true,
      false,
    ]);
  });

  const plausible = (f: (t: number) => number, size = 1): number =>
    plausibleNoise((t) => Float64Array.of(f(t)), -1 / 4, 1 / 4, Float64Array.of(size), 2 ** -53)[0];

  it("is looked for at smaller distances where a function looks like it", () => {
    const wave = (t: number): number => Math.sin(1e7 * t);
    expect(plausible(wave)).toBeLessThan(1e-8);
    expect(plausible((t) => Math.sin(3 * t))).toBeLessThan(2 ** -46);
  });

  it("is infinite where no distance is small enough, unless it may be rounding", () => {
    const hash = (t: number): number => (43758.5453 * Math.sin(12.9898e5 * t)) % 1;
    expect(plausible((t) => hash(1e7 * t))).toBe(Infinity);
    expect(plausible((t) => 1e-7 * hash(1e7 * t))).toBeLessThan(1e-4);
    expect(plausible((t) => hash(1e7 * t), 1e6)).toBeLessThan(1e2);
  });
});
