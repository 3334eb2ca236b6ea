import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Directions, Domain, FlatFunction, Spec, Trial } from "../src/index.ts";
import { additivityAlong } from "../src/oracles/additivity.ts";
import {
  hasNoSlope,
  isCancelled,
  isFoundFiner,
  isInfinite,
  isPrecise,
  outputsOf,
} from "../src/oracles/excuses.ts";
import { isSlopeless } from "../src/oracles/slopeless.ts";
import { kinkAlong } from "../src/oracles/undeclared-kink.ts";
import { unit } from "../src/points/directions.ts";
import { hiddenSlope } from "../src/slopes/hidden.ts";
import { subjectOf } from "../src/trial/subject.ts";
import { trialOf } from "../src/trial/trial-of.ts";

const u = 2 ** -53;
const vector = (...entries: number[]): Float64Array => Float64Array.from(entries);
const ones: Directions = (n) => [new Float64Array(n).fill(1)];

const specOf = (f: FlatFunction["f"], length: number, domain: Domain = {}) =>
  flatSpec({ name: "f", length, domain, f, vjp: (x) => x });
const trialAt = (x: number[], f: FlatFunction["f"], domain?: Domain): Trial =>
  trialOf(specOf(f, x.length, domain), { inputs: { x: tensor(x) }, seed: 1, smooth: true, redrawn: 0 }, ones);
const subjectAt = (x: number[], f: FlatFunction["f"], domain?: Domain) =>
  subjectOf(specOf(f, x.length, domain), { x: tensor(x) });

/** x y / √(x² + y²): its slope at 0 is 0 along both axes, and f has no derivative there. */
const leaf: FlatFunction["f"] = ([x, y]) => vector(x === 0 && y === 0 ? 0 : (x * y) / Math.hypot(x, y));

describe("slopes add up", () => {
  const addsUp = (f: FlatFunction["f"], v: Float64Array): boolean =>
    additivityAlong(trialAt([0, 0], f), v)(0);

  it("where f has a derivative", () => {
    expect(addsUp(([x, y]) => vector(3 * x + Math.sin(y) + x * y), vector(1, 1))).toBe(true);
  });

  it("not where f has none, though it is smooth along each axis", () => {
    expect(addsUp(leaf, vector(1, 0))).toBe(false);
    // There f has a kink along v, but along no part of it.
    expect(addsUp(leaf, vector(1, 1))).toBe(false);
  });

  it("for all that is known where a part has a kink, or where f is not resolved", () => {
    expect(addsUp(([x, y]) => vector(Math.abs(x) + y), vector(1, 1))).toBe(true);
    expect(addsUp(([x]) => vector(Math.sin(1e12 * x)), vector(1, 0))).toBe(true);
  });
});

describe("a kink that is not declared", () => {
  const found = (f: FlatFunction["f"], claim: number, rules = 0) =>
    kinkAlong(trialAt([0, 0], f), vector(1, 1))(0, claim, rules);
  const kinked: FlatFunction["f"] = ([x, y]) => vector(Math.abs(x) + Math.max(3 * y, 0));

  it("has the slopes between those of its sides for subgradients, summed over parts", () => {
    // −1 … 1 of |x|, and 0 … 3 of max(3y, 0)
    for (const claim of [-1, 0.5, 4]) expect(found(kinked, claim)).toEqual({ kind: "subgradient" });
    expect(found(kinked, 5)).toMatchObject({ kind: "kink", expected: 4 });
    expect(found(kinked, -2)).toMatchObject({ kind: "kink", expected: -1 });
    expect(found(kinked, 4.5, 1)).toEqual({ kind: "subgradient" }); // within the round-off of the rules
  });

  it("is one even if those of two parts cancel in their sum", () => {
    expect(found(([x, y]) => vector(Math.abs(x) - Math.abs(y)), 2)).toEqual({ kind: "subgradient" });
  });

  it("is none of a smooth function, nor of one that is not resolved", () => {
    expect(found(([x, y]) => vector(Math.sin(x) + y), 7)).toEqual({ kind: "smooth" });
    expect(found(([x]) => vector(Math.sin(1e12 * x)), 7)).toEqual({ kind: "unresolved" });
  });

  it("counts by the size and the sign of the cotangent", () => {
    const minus: Trial = { ...trialAt([0, 0], kinked), cotangents: [vector(-2)] };
    expect(kinkAlong(minus, vector(1, 1))(0, 3, 0)).toMatchObject({ kind: "kink", expected: 2 });
    expect(kinkAlong(minus, vector(1, 1))(0, -9, 0)).toMatchObject({ kind: "kink", expected: -8 });
    const none: Trial = { ...minus, cotangents: [vector(0)] };
    expect(kinkAlong(none, vector(1, 1))(0, 3, 0)).toEqual({ kind: "smooth" });
  });
});

describe("f has no finite slope", () => {
  const is = (f: (x: number) => number, at: number, domain?: Domain): boolean =>
    isSlopeless(
      subjectAt([at], (x) => x.map(f), domain),
      [0],
      [0],
    );

  it("where it is not finite, or where its quotients grow on one side", () => {
    expect(is((x) => Math.log(x), 0)).toBe(true);
    expect(is((x) => Math.sqrt(Math.abs(x)), 0)).toBe(true);
    expect(is(Math.cbrt, 0)).toBe(true);
    for (const side of [-1, 1]) expect(is((x) => Math.sqrt(Math.max(side * x, 0)), 0)).toBe(true);
    expect(is(Math.sqrt, 0, { low: 0 })).toBe(true);
    expect(is((x) => Math.sqrt(2 - x), 2, { high: 2 })).toBe(true);
  });

  it("but has one where they have a limit, also beside a kink and where f grows fast", () => {
    for (const f of [Math.abs, Math.exp, (x: number) => x ** 2, (x: number) => 1e300 * x, () => 0])
      expect(is(f, 0)).toBe(false);
    expect(is((x) => Math.log(x), 0.001, { low: 0 })).toBe(false);
  });

  it("inside of its domain", () => {
    const rooted = (x: number): number => (x < 0 ? Math.sqrt(-x) : x);
    expect([is(rooted, 0), is(rooted, 0, { low: 0 })]).toEqual([true, false]);
    const spec: Spec = {
      name: "two",
      inputs: { a: {}, b: { low: 0 } },
      shapes: () => ({ a: [2], b: [1] }),
      f: ({ a, b }) => vector(rooted(a.data[0]) + rooted(a.data[1]) + rooted(b.data[0])),
    };
    const two = subjectOf(spec, { a: tensor([0, 0]), b: tensor([0]) });
    expect([0, 1, 2].map((entry) => isSlopeless(two, [entry], [0]))).toEqual([true, true, false]);
  });

  it("in the entries and outputs that are asked for", () => {
    const subject = subjectAt([0, 0], ([x, y]) => vector(Math.sqrt(Math.abs(x)), y));
    const asked = (entry: number, output: number): boolean => isSlopeless(subject, [entry], [output]);
    expect([asked(0, 0), asked(0, 1), asked(1, 0), asked(1, 1)]).toEqual([true, false, false, false]);
    const infinite = subjectAt([0, 0], ([x, y]) => vector(1 / x, y));
    const both = [[0], [1], [0, 1]].map((outputs) => isSlopeless(infinite, [1], outputs));
    expect(both).toEqual([true, false, true]);
  });

  it("by the entries that a direction moves and a rule goes to, or the other way round", () => {
    const trial: Trial = {
      ...trialAt([0, 0], ([x, y]) => vector(Math.sqrt(Math.abs(x)), y)),
      tangents: [vector(1, 0), vector(0, 1)],
      cotangents: [vector(1, 0), vector(0, 1)],
    };
    const of = (mode: string) => [0, 1].map((k) => [0, 1].map((l) => hasNoSlope(trial, mode, k, l)));
    expect([of("vjp"), of("jvp")]).toEqual([
      [
        [true, true],
        [false, false],
      ],
      [
        [true, false],
        [true, false],
      ],
    ]);
  });
});

/** What an excuse looks at. */
const given = (part: Partial<Trial>): Trial => part as Trial;
const verdict = (received: number, expected: number, bound = 0) => ({ received, expected, bound });

describe("an excuse", () => {
  it("looks at the outputs of a cotangent", () => {
    expect(outputsOf(given({ cotangents: [vector(1, 0, -2)] }), 0)).toEqual([0, 2]);
  });

  it("is an infinite slope that the direction or the cotangent sees", () => {
    const trial = given({
      tangents: [vector(1, 0), vector(0, 1)],
      cotangents: [vector(0, 1), vector(1, 0)],
      pulled: () => [vector(-Infinity, 0), vector(1, NaN)],
      pushed: () => [vector(2, Infinity), vector(2, 3)],
    });
    expect([0, 1].map((k) => isInfinite(trial, "vjp", k, 0))).toEqual([true, false]);
    expect([0, 1].map((l) => isInfinite(trial, "jvp", 0, l))).toEqual([true, false]);
  });

  it("is a bound below a thousandth of the slope, or of the value if there is one output", () => {
    const trial = (y: number, ...cotangent: number[]) =>
      given({
        cotangents: [vector(...cotangent)],
        subject: { ...subjectAt([1], (x) => x), y: vector(y, 9) },
      });
    const precise = (of: Trial, bound: number): boolean => isPrecise(of, 0, verdict(0, -2, bound));
    expect([precise(trial(0, 1, 1), 0.002), precise(trial(0, 1, 1), 0.0021)]).toEqual([true, false]);
    expect([precise(trial(-5, 1, 0), 0.005), precise(trial(-5, 1, 0), 0.0051)]).toEqual([true, false]);
    expect([precise(trial(-5, 1, 1), 0.005), precise(trial(Infinity, 1, 0), 0.005)]).toEqual([false, false]);
    expect(isPrecise(trial(1, 1), 0, undefined)).toBe(false);
  });

  it("is the rounding of numbers of size 1 that cancel, of which a claim is a multiple", () => {
    const trial = (source: "perturbation" | "formula", ...image: number[]) =>
      given({
        tangents: [vector(1, -1 / 2)],
        cotangents: [vector(1)],
        pulled: () => [vector(...image)],
        pushed: () => [vector(0)],
        roundOff: () => ({ source, table: [] }),
        rounding: { f: { u, tiny: 0 }, rules: { u, tiny: 0 } },
      });
    const cancelled = (of: Trial, mode: string, off: number): boolean =>
      isCancelled(of, mode, 0, 0, verdict(0, off));
    const both = trial("perturbation", 0, (3 * u) / 8);
    expect([cancelled(both, "vjp", 3 * u), cancelled(both, "vjp", -3.01 * u)]).toEqual([true, false]);
    const one = trial("perturbation", 0, u / 16);
    expect([cancelled(one, "vjp", 2 * u), cancelled(one, "vjp", 2.01 * u)]).toEqual([true, false]);
    expect([cancelled(one, "jvp", 2 * u), cancelled(one, "jvp", 2.01 * u)]).toEqual([true, false]);
    expect(cancelled(trial("formula", 0, 0), "vjp", u)).toBe(false);
    expect(isCancelled(both, "vjp", 0, 0, verdict(1, 1 + 2 * u))).toBe(true);
    expect(cancelled({ ...one, pushed: () => [vector(u / 16)] }, "jvp", u)).toBe(false);
  });

  it("is three finer steps in succession that side with the claim, above the rounding of f", () => {
    const trial = given({
      cotangents: [vector(1, 0)],
      subject: { ...subjectAt([1], (x) => x), y: vector(4, 100) },
      rounding: { f: { u, tiny: 0 }, rules: { u, tiny: 0 } },
    });
    const sides = (values: number[], h = 1): boolean => {
      const rows = values.map((value) => ({
        h,
        values: vector(value, 7),
        noise: vector(0),
        changes: vector(0),
      }));
      const slope = { first: [], isConfirmed: () => true, resolved: () => undefined, overJumps: () => undefined, finest: () => rows }; // prettier-ignore
      return isFoundFiner(trial, slope, 0, verdict(8, 0)); // they are near from 7 to 9
    };
    expect([sides([0, 7, 8, 9]), sides([7, 8, 0, 9]), sides([7, 8]), sides([9, 9, 9.01])]).toEqual([true, false, false, false]); // prettier-ignore
    // 2 u · 4 / h is a rounding of 1 where h = 8u.
    expect([sides([8, 8, 8], 8 * u), sides([8, 8, 8], 7.9 * u)]).toEqual([true, false]);
  });
});

describe("the slope that rounding inside may hide", () => {
  it("is none of a smooth function, and unknown where there is no room", () => {
    const smooth = trialAt([1, 2], ([x, y]) => vector(x * y));
    expect(hiddenSlope(smooth, vector(1, 0), vector(1))).toBeLessThan(1e-14);
    const edge = trialAt([1, 2], ([x, y]) => vector(x * y), { low: 1 });
    expect(hiddenSlope(edge, vector(1, 0), vector(1))).toBe(Infinity);
  });

  it("is that of the jumps nearer to 0, of a part in single precision that is flat here", () => {
    // fround(tanh 16x) / 2 stays the same near 1, and jumps by 2⁻²⁶ near ¼ and ½.
    const flat = trialAt([1], ([x]) => vector(x + Math.fround(Math.tanh(16 * x))));
    const hidden = hiddenSlope(flat, unit(1, 0), vector(1));
    expect(hidden).toBeGreaterThan(2 ** -25);
    expect(hidden).toBeLessThan(2 ** -15);
    expect(hiddenSlope(flat, unit(1, 0), vector(-3))).toBe(3 * hidden);
  });
});
