import { tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Domain, FlatFunction, Spec } from "../src/index.ts";
import { unit } from "../src/points/directions.ts";
import { comparedWith, isBroken } from "../src/slopes/compared.ts";
import { leastChange, richardson } from "../src/slopes/extrapolate.ts";
import type { Estimate } from "../src/slopes/extrapolate.ts";
import { jumpsBetween } from "../src/slopes/jumps.ts";
import { agrees, mostPrecise } from "../src/slopes/most-precise.ts";
import { mayBeRounding, noiseOf, plausibleNoise } from "../src/slopes/noise.ts";
import { centralSlope, forwardSlope } from "../src/slopes/quotients.ts";
import { entryOf, withNoise, withStairs } from "../src/slopes/rows.ts";
import type { EntryRow } from "../src/slopes/rows.ts";
import type { Slope } from "../src/slopes/slope.ts";
import { halvingsOf } from "../src/slopes/slope.ts";
import { stencilAlong } from "../src/slopes/stencil.ts";
import { subjectOf } from "../src/trial/subject.ts";
import { roomAlong, windowAround } from "../src/trial/window.ts";
import { law } from "../../../test-setup/law.ts";

const { fround } = Math;

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

  it("and is broken beyond the bound, or where it is no number, but not by what is infinite itself", () => {
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

const specOf = (f: FlatFunction["f"], domain: Domain = {}, length = 2): Spec =>
  flatSpec({ name: "f", length, domain, f, vjp: (x) => x });
const identity: FlatFunction["f"] = (x) => x;

describe("a stencil", () => {
  const along = (
    x: number[],
    v: number[],
    domain: Domain = {},
    sides: 1 | 2 = 2,
    precision: "f64" | "f32" = "f64",
  ) =>
    stencilAlong(
      subjectOf(specOf(identity, domain), { x: tensor(x) }),
      Float64Array.from(v),
      sides,
      precision,
    );

  it("is a quarter wide, or the power of two that the room allows", () => {
    expect(along([1, 2], [1, 0])?.widest).toBe(1 / 4);
    expect(along([1, 2], [1, 0], { low: 0.9 })?.widest).toBe(1 / 16); // 0.1 and less
    expect(along([1, 2], [-4, 0], { low: 0.5 })?.widest).toBe(1 / 8);
    expect(along([1, 2], [0, 2], { high: 2.125 })?.widest).toBe(1 / 16);
    expect(along([0.5, 2], [0, 1], { low: 0.5 })?.widest).toBe(1 / 4); // the first entry stands still
    expect(along([1, 2], [1, 0], { low: 1 })).toBe(undefined);
  });

  it("may begin at a kink if it has one side, and ends at another", () => {
    const kinks = [1, 1.125].map((at) => ({ at, right: 0 }));
    expect(along([1, 2], [1, 0], { kinks })).toBe(undefined);
    expect(along([1, 2], [1, 0], { kinks }, 1)?.widest).toBe(1 / 8);
    expect(along([1, 2], [1, 0], { kinks: kinks.slice(0, 1) }, 1)?.widest).toBe(1 / 4);
  });

  it("goes half way to a kink between entries", () => {
    const spec = { ...specOf(identity), kinkDistance: () => 1 };
    const subject = subjectOf(spec, { x: tensor([1, 2]) });
    const widest = (...v: number[]) => stencilAlong(subject, Float64Array.from(v), 2, "f64")?.widest;
    expect([widest(1, 1), widest(1, -4), widest(-8, 4)]).toEqual([1 / 4, 1 / 8, 1 / 16]);
  });

  it("has steps that are exact in the precision of f, forwards and backwards", () => {
    const double = along([1, 1], [1, 3 / 4]);
    expect([2 ** -48, 2 ** -50, 2 ** -51, 2 ** -53].map((h) => double?.isExact(h))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const single = along([1, 1], [1, 1], {}, 2, "f32");
    expect([2 ** -23, 2 ** -24, 2 ** -25].map((h) => single?.isExact(h))).toEqual([true, false, false]);
    expect([double?.second, single?.second]).toEqual([2897 / 4096, 11 / 16]);
  });

  it("is halved eight times for a first look, as far as the steps are exact", () => {
    expect(halvingsOf({ widest: 1 / 4, second: 1, isExact: (h) => h > 2 ** -6 })).toEqual([
      1 / 4,
      1 / 8,
      1 / 16,
      1 / 32,
    ]);
    expect(halvingsOf({ widest: 1, second: 1, isExact: () => true })).toHaveLength(8);
  });
});

describe("a window", () => {
  const subject = (x: number[], domain: Domain) => subjectOf(specOf(identity, domain), { x: tensor(x) });

  it("is nine points close together, around the point", () => {
    const points = windowAround(subject([1, 2], {}), Float64Array.of(1, -2));
    expect(points.map(([first]) => first)).toEqual(
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => 1 + k * 2 ** -16),
    );
    expect(points.map(([, second]) => second)).toEqual(
      [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => 2 - 2 * k * 2 ** -16),
    );
  });

  it("fits into the room that there is, and is empty where there is none", () => {
    const near = subject([1, 2], { low: 1 - 9 * 2 ** -20 });
    const [first] = windowAround(near, unit(2, 0));
    expect(first[0]).toBe(1 - 4 * 2 ** -20);
    expect(windowAround(subject([1, 2], { low: 1 }), unit(2, 0))).toEqual([]);
  });

  it("is not in the way of kinks, nor of entries that stand still", () => {
    const domain = { low: 0, high: 4, kinks: [{ at: 1, right: 0 }] };
    expect(roomAlong(subject([1, 3], domain), Float64Array.of(-2, 0))).toBe(1 / 2);
    expect(roomAlong(subject([1, 3], domain), Float64Array.of(1, 4))).toBe(1 / 4);
    expect(roomAlong(subject([1, 3], domain), new Float64Array(2))).toBe(Infinity);
  });
});

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

describe("jumps", () => {
  const between = (f: (t: number) => number, from = -1 / 4, to = 1 / 4): number =>
    jumpsBetween((t) => Float64Array.of(0, f(t)), from, to)[1];

  it("of smooth functions and of kinks are none", () => {
    for (const f of [Math.sin, Math.exp, Math.abs, (t: number) => t ** 2])
      for (const from of [-1 / 4, 0]) expect(between(f, from)).toBeLessThan(2 ** -48);
    expect(between(() => 1)).toBe(0);
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
