import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flatSpec } from "../src/index.ts";
import type { Directions, Spec } from "../src/index.ts";
import { bound, dataOf, pair, plain, point, product, seenBy } from "./support/product.ts";

describe("differences", () => {
  it("have a bound of what quotients, f and the rules are wrong by", () => {
    const { seen } = seenBy("differences", product, point);
    expect(seen.map(({ mode }) => mode)).toEqual(["jvp", "vjp"]);
    for (const { at, received, expected, bound: within, budget, estimated = NaN } of seen) {
      expect([at, received]).toEqual([pair, 17]);
      expect(Math.abs(expected - 17)).toBeLessThanOrEqual(within);
      expect(within).toBeLessThan(1e-9);
      const { truncation = NaN, "round-off of f": noise = NaN, "of the rules": rules = NaN } = budget ?? {};
      expect(rules).toBe(bound);
      expect(truncation + noise + rules).toBeCloseTo(within, 20);
      expect([truncation >= 0, noise > 0]).toEqual([true, true]);
      expect(estimated).toBeCloseTo(truncation, 20); // the noise is derived from the formula
    }
  });

  it("are all estimated where no formula is known", () => {
    for (const { bound: within, estimated } of seenBy("differences", plain, point).seen)
      expect(estimated).toBe(within);
  });

  it("show one failure of a rule and go on with the other", () => {
    const wrong: Spec = {
      ...product,
      vjp: ({ a, b }, y) => ({
        a: b.data.map((x, i) => 2 * x * dataOf(y)[i]),
        b: a.data.map((x, i) => x * dataOf(y)[i]),
      }),
    };
    const two: Directions = (n) => [new Float64Array(n).fill(1), new Float64Array(n).fill(1 / 2)];
    const { seen } = seenBy("differences", wrong, point, two);
    expect(seen.map(({ mode }) => mode)).toEqual(["jvp", "jvp", "jvp", "jvp", "vjp"]);
  });

  it("say where there is no room", () => {
    const edge: Spec = { ...product, inputs: { a: { low: 2 }, b: {} } };
    expect(seenBy("differences", edge, point)).toEqual({ seen: [], skipped: ["no room along v0"] });
  });
});

describe("kinks", () => {
  it.each([0, 1 / 4, 1])("mix the slopes on both sides: θ = %d of 3 and −1 on the left", (right) => {
    // y = 3x where x > 1, else −x
    const spec: Spec = {
      ...flatSpec({
        name: "kinked",
        length: 2,
        domain: { kinks: [{ at: 1, right }] },
        f: (x) => x.map((each) => (each > 1 ? 3 * (each - 1) : 1 - each)),
        vjp: (x, y) => y.map((each, i) => each * (x[i] > 1 ? 3 : x[i] < 1 ? -1 : right * 3 - (1 - right))),
        jvp: (x, v) => v.map((each, i) => each * (x[i] > 1 ? 3 : x[i] < 1 ? -1 : right * 3 - (1 - right))),
      }),
    };
    const { seen } = seenBy("kinks", spec, { x: tensor([5, 6]) });
    expect(seen).toHaveLength(4);
    for (const { at, received, expected, bound: within } of seen) {
      expect(at).toMatch(/^∂y\[\d\] \/ ∂x\[\d\] of \[2\] at the kink 1$/);
      expect(Math.abs(expected - received)).toBeLessThanOrEqual(within);
      expect(within).toBeLessThan(1e-9);
    }
    expect(seen.map(({ received }) => received).filter((each) => each !== 0)).toEqual(
      [4 * right - 1, 4 * right - 1].filter((each) => each !== 0),
    );
  });
});

describe("kinks of one of several inputs", () => {
  // y = a + 3 (b − ¼) where b > ¼, else a, for the second of two inputs
  const slope = (b: number): number => (b > 1 / 4 ? 3 : b < 1 / 4 ? 0 : 1);
  const spec = (low: number): Spec => ({
    name: "kinked",
    inputs: { a: {}, b: { low, kinks: [{ at: 1 / 4, right: 1 / 3 }] } },
    shapes: () => ({ a: [2], b: [1] }),
    f: ({ a, b }) => a.data[0] + Math.max(3 * (b.data[0] - 1 / 4), 0),
    vjp: ({ b }, y) => ({ a: [Number(y), 0], b: [Number(y) * slope(b.data[0])] }),
    jvp: ({ b }, v) => v["a"].data[0] + slope(b.data[0]) * v["b"].data[0],
  });
  const inputs = { a: tensor([5, 6]), b: tensor([2]) };

  it("are looked at in the place of that input and on its scale, and leave the point as it is", () => {
    const { seen } = seenBy("kinks", spec(-1), inputs);
    expect(seen.map(({ mode, at }) => [mode, at])).toEqual(
      ["jvp", "vjp"].map((mode) => [mode, "∂y[0] / ∂b[0] of [1] at the kink 0.25"]),
    );
    for (const { received, expected, bound: within } of seen) {
      expect(received).toBe(1 / 4); // along a step of ¼
      expect(Math.abs(expected - received)).toBeLessThanOrEqual(within);
      expect(within).toBeLessThan(1e-10);
    }
    expect(inputs.b).toEqual(tensor([2]));
  });

  it("are skipped at the edge of the domain, and of an input without entries", () => {
    expect(seenBy("kinks", spec(1 / 4), inputs)).toEqual({ seen: [], skipped: ["no room beside the kink"] });
    const empty: Spec = {
      ...spec(-1),
      f: ({ a }) => a.data[0],
      vjp: (_, y) => ({ a: [Number(y), 0] }),
      jvp: (_, v) => v["a"].data[0],
    };
    expect(seenBy("kinks", empty, { a: inputs.a, b: tensor([]) })).toEqual({ seen: [], skipped: [] });
  });
});

describe("taylor", () => {
  it("finds the slope 2 of the remainder of x², whatever the step, and drift where the slope is wrong", () => {
    const spec = (factor: number): Spec => ({
      ...flatSpec({
        name: "x²",
        length: 1,
        f: (x) => x.map((each) => each * each),
        vjp: (x, y) => y.map((each) => factor * x[0] * each),
      }),
      composite: true,
    });
    const [right] = seenBy("taylor", spec(2), { x: tensor([1]) }).seen;
    expect(right).toMatchObject({ mode: "vjp", at: "slope", received: 2, expected: 2 });
    expect(right.bound).toBeLessThan(1e-2);
    expect(right.estimated).toBe(right.bound);
    const [wrong] = seenBy("taylor", spec(1.99), { x: tensor([1]) }).seen;
    expect(Math.abs(wrong.received - 2)).toBeGreaterThan(wrong.bound);
  });

  it("makes no comparison where f is linear", () => {
    const linear: Spec = {
      ...flatSpec({
        name: "3x",
        length: 1,
        f: (x) => x.map((each) => 3 * each),
        vjp: (__, y) => y.map((each) => 3 * each),
      }),
      composite: true,
    };
    expect(seenBy("taylor", linear, { x: tensor([1]) })).toEqual({
      seen: [],
      skipped: ["the remainder is lost in round-off: f is nearly linear here"],
    });
  });
});
