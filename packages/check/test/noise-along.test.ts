import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Directions, FlatFunction, Spec } from "../src/index.ts";
import { sidesAlong, slopeAhead, slopeAlong } from "../src/slopes/along.ts";
import { noiseBetween, plausibleNoise } from "../src/slopes/noise.ts";
import { trialOf } from "../src/trial/trial-of.ts";

const u = 2 ** -53;
const one: Directions = (n) => [new Float64Array(n).fill(1)];
const trialAt = (x: number, f: (x: number) => number, more: Partial<FlatFunction & Spec> = {}) =>
  trialOf(
    { ...flatSpec({ name: "f", length: 1, f: (at) => at.map(f), vjp: (_, y) => y }), ...more },
    { inputs: { x: tensor([x]) }, seed: 1, smooth: true, redrawn: 0 },
    one,
  );
/** On the longest way, and one for the input. */
const R = 8 + 1;

/** What f is taken to be wrong by where the steps are finest, and the size of its values there. */
function noiseAt(...trial: Parameters<typeof trialAt>): { noise: number; size: number } {
  const [row] = slopeAlong(trialAt(...trial), Float64Array.of(1))?.finest() ?? [];
  const [x, f] = trial;
  const [ahead, behind] = [f(x + row.h), f(x - row.h)].map(Math.abs);
  // The quotient has a rounding of its own for each of the two values.
  return { noise: row.noise[0] * row.h - 2 * u * (ahead + behind), size: Math.max(ahead, behind) };
}

describe("what f may be wrong by along a direction", () => {
  it.each<[string, number, (x: number) => number, Spec["formula"], number]>([
    ["before", -1, (x) => 3 * x, (A, { x }) => [A.mul(A.of(3), x.data[0])], 3 * 1.25],
    ["behind", 1, (x) => 3 * x, (A, { x }) => [A.mul(A.of(3), x.data[0])], 3 * 1.25],
    [
      "at",
      0,
      (x) => (1 - x) * (1 + x),
      (
        A,
        {
          x: {
            data: [x],
          },
        },
      ) => [A.mul(A.sub(A.of(1), x), A.add(A.of(1), x))],
      3,
    ],
  ])("comes from the formula: its largest error %s the point", (_, x, f, formula, error) => {
    const { noise, size } = noiseAt(x, f, { formula } as never);
    expect(noise / u).toBeCloseTo((1 + R) * error + R * size, 4);
    const inexact = noiseAt(x, f, { formula, accuracy: 1 / 8 } as never);
    expect(inexact.noise).toBeCloseTo(size / 8, 6);
  });

  it("comes from the size of terms and the declared accuracy where there is one", () => {
    // y = 1 is made of an input of 4.
    const { noise, size } = noiseAt(4, (x) => x / 4, { accuracy: { absolute: 2 ** -40 } });
    expect(size).toBeLessThan(2);
    expect(noise).toBeCloseTo(2 ** -40 + R * u * 4, 20);
    // y = 8 is made of one.
    expect(noiseAt(1, (x) => 8 * x, { accuracy: { absolute: 2 ** -40 } }).noise).toBeCloseTo(
      2 ** -40 + R * u * 8,
      16,
    );
  });

  it("comes from the size of terms, or from the noise that is seen if that is more", () => {
    expect(noiseAt(4, (x) => x / 4).noise / u).toBeCloseTo(R * 4, 6);
    const { noise } = noiseAt(4, (x) => x / 4 + 1e-10 * Math.sin(1e15 * x));
    expect(noise).toBeGreaterThan(1e-11);
    expect(noise).toBeLessThan(1e-8);
  });
});

describe("the slopes on both sides", () => {
  const kinked = { inputs: { x: { kinks: [{ at: 0, right: 0 }] } } };

  it("of |x| at 0 are −1 and 1", () => {
    const sides = sidesAlong(trialAt(0, Math.abs, kinked), Float64Array.of(1))(0);
    expect([sides?.left.value, sides?.right.value]).toEqual([-1, 1]);
  });

  it("are unknown where there is no room on one of them, or where f is not resolved", () => {
    for (const domain of [{ low: 1 }, { high: 1 }])
      expect(sidesAlong(trialAt(1, Math.abs, { inputs: { x: domain } }), Float64Array.of(1))(0)).toBe(
        undefined,
      );
    expect(
      sidesAlong(
        trialAt(1, (x) => Math.sin(1e12 * x)),
        Float64Array.of(1),
      )(0),
    ).toBe(undefined);
    expect(slopeAhead(trialAt(1, Math.abs, { inputs: { x: { high: 1 } } }), Float64Array.of(1))).toBe(
      undefined,
    );
  });
});

describe("noise that is plausible", () => {
  const between = (curve: (t: number) => Float64Array, sizes: number[]) =>
    plausibleNoise(curve, -1 / 4, 1 / 4, Float64Array.from(sizes), u);
  const hash = (t: number): number => (43758.5453 * Math.sin(12.9898e5 * t)) % 1;

  it("is that of the first look, entry by entry, though another entry has too much", () => {
    const curve = (t: number): Float64Array => Float64Array.of(Math.exp(t), hash(1e7 * t));
    const [smooth, rough] = between(curve, [1, 1]);
    expect([smooth, rough]).toEqual([noiseBetween(curve, -1 / 4, 1 / 4)[0], Infinity]);
  });

  it("is looked for 2⁹ times closer to the point, twice", () => {
    const farthest: number[] = [];
    const curve = (t: number): Float64Array => {
      farthest.push(Math.abs(t));
      return Float64Array.of(hash(1e9 * t));
    };
    between(curve, [1]);
    const looks = [0, 27, 54].map((from) => Math.max(...farthest.slice(from, from + 27)));
    expect([looks, farthest.length]).toEqual([[2 ** -2, 2 ** -11, 2 ** -20], 81]);
  });

  /** Stairs of a width of 10⁻⁴, whose heights are random. */
  const stairs = (size: number) => (t: number) =>
    Float64Array.of(size * hash(1e3 * Math.round(1e4 * t + 0.3)));

  it("stays, where values close together are all the same: such a fine staircase comes from rounding", () => {
    const [noise] = between(stairs(1e-7), [1]);
    expect(noise).toBe(noiseBetween(stairs(1e-7), -1 / 4, 1 / 4)[0]);
    expect(noise).toBeGreaterThan(Math.sqrt(u));
    // Stairs too high for rounding are those of f.
    expect(between(stairs(1), [1])).toEqual(Float64Array.of(0));
  });

  it("does not stay, where one of the windows shows no staircase", () => {
    const waving = (t: number): Float64Array =>
      Float64Array.of(stairs(1e-7)(t)[0] + (Math.abs(t) < 1e-5 ? 1e-12 * Math.sin(1e13 * t) : 0));
    const [noise] = between(waving, [1]);
    expect(noise).toBeGreaterThan(0);
    expect(noise).toBeLessThan(1e-9);
  });
});
