import { describe, expect, it } from "vitest";
import { mayBeRounding } from "../src/slopes/noise.ts";
import { centralSlope, forwardSlope } from "../src/slopes/quotients.ts";

const { fround } = Math;

const exact = { widest: 1 / 4, second: 2897 / 4096, isExact: (h: number) => h >= 2 ** -40 };
const curved = (noise: number) => ({
  stencil: exact,
  noiseOf: (sizes: Float64Array) => sizes.map(() => noise),
  mayBeRounding: (_: number, change: number) => mayBeRounding(change, 1, 2 ** -53),
});
const smooth: readonly (readonly [string, (t: number) => number, number])[] = [
  ["sin 3t", (t) => Math.sin(3 * t), 3],
  ["exp t", Math.exp, 1],
  ["(1 + t)³", (t) => (1 + t) ** 3, 3],
  ["1 / (2 − t)", (t) => 1 / (2 - t), 1 / 4],
];

describe.each(smooth)("the slope of %s", (_, f, slope) => {
  const curve = (t: number): Float64Array => Float64Array.of(f(t), 5);

  it.each([
    ["central", centralSlope],
    ["one-sided", forwardSlope],
  ] as const)("by %s differences is within its error, which is small", (__, slopeBy) => {
    const found = slopeBy(curve, curve(0), curved(2 ** -51));
    for (const estimate of [found?.first[0], found?.resolved(0), found?.overJumps(0) ?? found?.resolved(0)]) {
      const { value = NaN, error = NaN, noise = NaN } = estimate ?? {};
      expect(Math.abs(value - slope)).toBeLessThanOrEqual(error);
      expect(error).toBeLessThan(1e-7);
      expect(noise).toBeLessThanOrEqual(error);
    }
    expect([found?.isConfirmed(0), found?.isConfirmed(1)]).toEqual([true, true]);
    expect(found?.resolved(1)?.value).toBe(0);
    expect(found?.overJumps(1)).toBe(undefined);
  });

  it("grows finer by the last steps that are exact", () => {
    const rows = centralSlope(curve, curve(0), curved(2 ** -51))?.finest() ?? [];
    expect(rows.map(({ h }) => h)).toEqual(
      Array.from({ length: 30 }, (__, k) => 2897 / 4096 / 4 / 2 ** (8 + k)),
    );
    for (const { h, changes, values, noise } of rows) {
      expect(changes[0]).toBe(f(h) - f(-h));
      expect(values[0]).toBe(changes[0] / (2 * h));
      // 2⁻⁵¹ for f, and a rounding of each value for the subtraction and the division.
      expect(noise[0]).toBe((2 ** -51 + 2 * 2 ** -53 * (Math.abs(f(h)) + Math.abs(f(-h)))) / h);
    }
  });
});

it("a slope is confirmed by steps of another family, at finer and finer ones", () => {
  const steps = new Set<number>();
  const curve = (t: number): Float64Array => Float64Array.of(Math.sin((steps.add(Math.abs(t)), t)));
  const found = centralSlope(curve, Float64Array.of(0), curved(2 ** -51));
  expect([...steps]).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((k) => 2 ** -k));
  steps.clear();
  found?.isConfirmed(0);
  expect([...steps]).toEqual([4, 8, 11, 14, 17, 20, 23, 26].map((k) => 2897 / 4096 / 2 ** (k + 2)));
});

describe("quotients", () => {
  it("have as their even part what central differences see nothing of", () => {
    const curve = (t: number): Float64Array => Float64Array.of(7 + 3 * t + 5 * t * t);
    const [row] = centralSlope(curve, curve(0), curved(0))?.finest() ?? [];
    expect(row.even?.[0]).toBeCloseTo(5 * row.h, 8); // (f(h) − 2 f(0) + f(−h)) / 2h
  });

  it("have twice the noise of a value if they are one-sided", () => {
    const curve = (t: number): Float64Array => Float64Array.of(3 * t);
    const [row] = forwardSlope(curve, curve(0), curved(1))?.finest() ?? [];
    expect([row.noise[0], row.values[0], row.changes[0]]).toEqual([2 / row.h, 3, 3 * row.h]);
  });

  it("ask for the noise by the largest size of each entry", () => {
    const asked: number[][] = [];
    const asking = {
      ...curved(0),
      noiseOf: (sizes: Float64Array): Float64Array => {
        asked.push([...sizes]);
        return sizes.map(() => 0);
      },
    };
    const curve = (t: number): Float64Array => Float64Array.of(4 * t, -8 + t);
    centralSlope(curve, curve(0), asking);
    forwardSlope(curve, Float64Array.of(-9, 1), asking);
    expect(asked).toEqual([
      [1, 8.25],
      [9, 8 - 2 ** -9],
    ]); // the smallest of eight steps is 2⁻⁹
  });

  it("need three steps", () => {
    const curve = (t: number): Float64Array => Float64Array.of(t);
    const few = (count: number) => ({
      ...curved(0),
      stencil: { ...exact, isExact: (h: number) => h > 2 ** -2 / 2 ** count },
    });
    expect(centralSlope(curve, curve(0), few(2))).toBe(undefined);
    expect(centralSlope(curve, curve(0), few(3))?.first[0].value).toBe(1);
  });
});

describe("what no step resolves", () => {
  const at = (f: (t: number) => number) => {
    const curve = (t: number): Float64Array => Float64Array.of(f(t));
    return centralSlope(curve, curve(0), curved(2 ** -51));
  };

  it("has no slope: a fast wave of full size, and one on a smooth function", () => {
    expect(at((t) => Math.sin(1e9 * t))?.resolved(0)).toBe(undefined);
    expect(at((t) => t + Math.sin(1e9 * t) / 1e9)?.resolved(0)).toBe(undefined);
  });

  it("is not confirmed, though the first look finds a slope", () => {
    const aliased = at((t) => t + 1e-3 * Math.sin(2 ** 11 * Math.PI * t));
    expect(aliased?.first[0].value).toBeCloseTo(1, 8);
    expect(aliased?.isConfirmed(0)).toBe(false);
  });

  it("is seen over jumps that may be rounding: 2 fround(sin t) + t has the slope 3", () => {
    const jumping = at((t) => 2 * fround(Math.sin(t + 1 / 3)) + t);
    const slope = 2 * Math.cos(1 / 3) + 1;
    expect(Math.abs((jumping?.overJumps(0)?.value ?? NaN) - slope)).toBeLessThan(1e-4);
    expect(jumping?.overJumps(0)?.error).toBeLessThan(1e-2);
  });

  it("is no jump of half the size of the function", () => {
    expect(at((t) => Math.round(64 * t + 0.3) / 64 + t)?.overJumps(0)).toBe(undefined);
  });
});
