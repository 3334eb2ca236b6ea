import { seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { everyOracle, flatSpec, mixedDirections } from "../src/index.ts";
import type { Comparison, Directions, See, Spec, Tensors } from "../src/index.ts";
import { trialOf } from "../src/trial/trial-of.ts";
import { roundOffOf } from "../src/trial/round-off.ts";

// What each oracle compares, and within which bound, at one point that is small enough to redo on paper. Bounds are counted in
// unit round-offs; the smallest normal number that is added for results near 0 is too small to be seen here.

const u = 2 ** -53;
const SEED = 5;

/** One direction, and one cotangent, of ones. */
const ones: Directions = (n) => [new Float64Array(n).fill(1)];

const trialAt = (spec: Spec, inputs: Tensors, directions: Directions = ones, smooth = true) =>
  trialOf(spec, { inputs, seed: SEED, smooth, redrawn: 0 }, directions);

/** Everything that an oracle says of a spec at a point. */
function seenBy(name: string, spec: Spec, inputs: Tensors, directions?: Directions) {
  const oracle = everyOracle.find((each) => each.name === name);
  const seen: Comparison[] = [];
  const skipped: string[] = [];
  const see: See = Object.assign((comparison: Comparison): void => void seen.push(comparison), {
    skip: (reason: string): void => void skipped.push(reason),
  });
  expect(oracle?.applies(spec)).toBe(true);
  oracle?.examine(trialAt(spec, inputs, directions), see);
  return { seen, skipped };
}

const dataOf = (y: unknown): Float64Array =>
  ArrayBuffer.isView(y) ? (y as Float64Array) : (y as { data: Float64Array }).data;

/** y = a b, entry by entry. Its Hessian is the same everywhere. */
const product: Spec = {
  name: "product",
  inputs: { a: {}, b: {} },
  shapes: () => ({ a: [2], b: [2] }),
  f: ({ a, b }) => ({ shape: a.shape, data: a.data.map((x, i) => x * b.data[i]) }),
  jvp: ({ a, b }, v) => ({
    shape: a.shape,
    data: a.data.map((x, i) => v["a"].data[i] * b.data[i] + x * v["b"].data[i]),
  }),
  vjp: ({ a, b }, y) => ({
    a: { shape: a.shape, data: b.data.map((x, i) => x * dataOf(y)[i]) },
    b: { shape: b.shape, data: a.data.map((x, i) => x * dataOf(y)[i]) },
  }),
  formula: (A, { a, b }) => a.data.map((x, i) => A.mul(x, b.data[i])),
};
const { formula: _, ...plain } = product;

/** y = (10, 21), J v = (5 + 2, 7 + 3) = (7, 10), Jᵀ u = (5, 7, 2, 3). */
const point: Tensors = { a: tensor([2, 3]), b: tensor([5, 7]) };
/** On the longest way, and one for each entry of the largest input. */
const R = 8 + 2;

describe("the bound on ⟨u, J v⟩ = 17", () => {
  /** Each way to it sums up terms of 17. */
  const paired = 2 * R * 17;
  const boundOf = (spec: Spec) => roundOffOf(trialAt(spec, point));

  it("comes from the formula: the errors of products and of their sum, and R roundings of each output", () => {
    const errors = [5 + 2 + 7, 7 + 3 + 10];
    const rules = [7, 10].reduce((sum, size, i) => sum + (1 + R) * errors[i] + R * size, 0);
    expect(boundOf(product)).toEqual({ source: "formula", table: [Float64Array.of((rules + paired) * u)] });
  });

  it("comes from the majorant, which sees the sizes of directions", () => {
    const seen: number[][] = [];
    const majorant: Spec["majorant"] = (inputs, v) => {
      seen.push([...v["a"].data, ...v["b"].data]);
      return plain.jvp?.(inputs, v) ?? [];
    };
    const minus: Directions = (n) => [new Float64Array(n).fill(-1)];
    const { source, table } = roundOffOf(trialAt({ ...plain, majorant }, point, minus));
    expect([source, table]).toEqual(["majorant", [Float64Array.of((2 * R * 17 + paired) * u)]]);
    expect(seen).toEqual([[1, 1, 1, 1]]);
  });

  it("is estimated from the sizes of outputs and slopes, and from the scatter of the rules", () => {
    const { source, table } = boundOf({ ...plain, jvp: plain.jvp as never });
    // Outputs of 10 and 21, which are larger than the inputs; and slopes near by.
    const least = (2 * R * (10 + 21 + 17) + paired) * u;
    expect(source).toBe("perturbation");
    expect(table[0][0]).toBeGreaterThanOrEqual(least);
    expect(table[0][0]).toBeLessThan(8 * least);
  });

  it("is exact for 3x: no scatter, a slope of 3 everywhere, an output of 6", () => {
    const spec = flatSpec({
      name: "3x",
      length: 1,
      f: (x) => x.map((each) => 3 * each),
      vjp: (__, y) => y.map((each) => 3 * each),
    });
    const { table } = roundOffOf(trialAt(spec, { x: tensor([2]) }));
    const roundings = 8 + 1;
    expect(table).toEqual([Float64Array.of((2 * roundings * (6 + 3) + 2 * roundings * 3) * u)]);
  });

  it("excuses noise of a rule up to half of its digits", () => {
    const noisy = (part: number) =>
      flatSpec({
        name: "3x",
        length: 1,
        f: (x) => x.map((each) => 3 * each),
        vjp: (x, y) => y.map((each) => 3 * each * (1 + part * Math.sin(1e17 * x[0]))),
      });
    const [little, much] = [1e-12, 1e-3].map(
      (part) => roundOffOf(trialAt(noisy(part), { x: tensor([1.7]) })).table[0][0],
    );
    expect(little).toBeGreaterThan(1e-12);
    expect(little).toBeLessThan(1e-9);
    // 2 · 9 · √(2u) · (3 + 5.1 + 3), and the noise of the claim itself
    expect(much).toBeGreaterThan(2 * 9 * Math.sqrt(2 * u) * 11);
    expect(much).toBeLessThan(2 * 9 * Math.sqrt(2 * u) * 11.2);
  });

  it("is infinite where the product of the factors overflows in some order", () => {
    const steep = (size: number) =>
      roundOffOf(
        trialAt(
          {
            ...product,
            formula: (A, { a, b }) => a.data.map((x, i) => A.mul(A.mul(A.of(size), x), b.data[i])),
          },
          point,
          (n) => [new Float64Array(n).fill(2 ** -20)],
        ),
      ).table[0][0];
    expect(steep(2 ** 950)).toBeLessThan(Infinity);
    expect(steep(2 ** 1015)).toBe(Infinity);
  });
});

const bound = roundOffOf(trialAt(product, point)).table[0][0];
const pair = "⟨u0, J v0⟩";
const equal = (mode: string, at: string, value: number, within: number, estimated?: number) => ({
  mode,
  at,
  received: value,
  expected: value,
  bound: within,
  ...(estimated !== undefined && { estimated }),
});

describe("comparisons of ⟨u, J v⟩", () => {
  it.each([
    ["adjoint", ["jvp, vjp"]],
    ["duals", ["jvp", "vjp"]],
    ["complex step", ["jvp", "vjp"]],
  ])("%s: of each claim, within the bound, none of it estimated", (name, modes) => {
    const { seen, skipped } = seenBy(name, product, point);
    expect([seen, skipped]).toEqual([modes.map((mode) => equal(mode, pair, 17, bound, 0)), []]);
  });

  it("adjoint: all of the bound is an estimate where no formula is known", () => {
    const [{ bound: within, estimated }] = seenBy("adjoint", plain, point).seen;
    expect(estimated).toBe(within);
  });

  it("unit vectors are named by the entries that they are of", () => {
    const mixed: Directions = (n) => [
      ...Array.from({ length: n }, (__, at) => new Float64Array(n).fill(1, at, at + 1)),
      new Float64Array(n).fill(1),
    ];
    const names = seenBy("adjoint", product, point, mixed).seen.map(({ at }) => at);
    expect(names.slice(0, 6)).toEqual([
      "∂y[0] / ∂a[0] of [2]",
      "∂y[1] / ∂a[0] of [2]",
      "⟨u2, J v0⟩",
      "∂y[0] / ∂a[1] of [2]",
      "∂y[1] / ∂a[1] of [2]",
      "⟨u2, J v1⟩",
    ]);
    expect(names.slice(-3)).toEqual(["⟨u0, J v4⟩", "⟨u1, J v4⟩", "⟨u2, J v4⟩"]);
  });

  it("linearity: 0 to the bit, and mixtures within both sides of the bounds", () => {
    const { seen } = seenBy("linearity", product, point);
    const of = (mode: string) => seen.filter((each) => each.mode === mode);
    expect(of("jvp of 0")).toEqual([0, 1].map((at) => equal("jvp of 0", `[${at}]`, 0, 0)));
    expect(of("vjp of 0")).toEqual([0, 1, 2, 3].map((at) => equal("vjp of 0", `[${at}]`, 0, 0)));
    const large = 2 ** 30;
    for (const mode of ["jvp", "vjp"])
      expect(of(mode)).toEqual([
        equal(
          mode,
          `${-5 / 8} v0 + ${large} v0, paired with 0`,
          (large - 5 / 8) * 17,
          2 * (5 / 8 + large) * bound,
          0,
        ),
        equal(
          mode,
          `${large - 5 / 8} v0 + 0 v0, paired with 0`,
          (large - 5 / 8) * 17,
          2 * (large - 5 / 8) * bound,
          0,
        ),
        equal(mode, `${-1 / large} v0 + 0 v0, paired with 0`, -17 / large, (2 * bound) / large, 0),
      ]);
  });

  it("linearity: what would overflow is not looked at", () => {
    const huge = flatSpec({
      name: "huge",
      length: 1,
      f: (x) => x.map((each) => 2 ** 490 * each),
      vjp: (__, y) => y.map((each) => 2 ** 490 * each),
    });
    const { seen, skipped } = seenBy("linearity", huge, { x: tensor([1]) });
    expect(seen.filter(({ mode }) => mode === "vjp").map(({ at }) => at)).toEqual([
      `${-(2 ** -30)} v0 + 0 v0, paired with 0`,
    ]);
    expect(new Set(skipped)).toEqual(new Set(["products of numbers as large as the result overflow"]));
    expect(skipped).toHaveLength(2);
  });

  it("accumulation: the sums take part in the roundings", () => {
    const random = seededRandom(SEED);
    const sums = Array.from({ length: 4 }, () => random() - 0.5);
    const accumulate: Spec["accumulate"] = (inputs, y, given) => {
      const own = product.vjp?.(inputs, y) ?? {};
      return Object.fromEntries(
        Object.keys(given).map((name) => [name, dataOf(own[name]).map((x, i) => x + given[name].data[i])]),
      );
    };
    const { seen } = seenBy("accumulation", { ...product, accumulate }, point);
    const total = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      mode: "vjp",
      at: "sums + Jᵀ u0, paired with v0",
      expected: total(sums) + 17,
      estimated: 0,
    });
    expect(seen[0].received).toBeCloseTo(17 + total(sums), 12);
    expect(seen[0].bound).toBeCloseTo(bound + 2 * R * u * total(sums.map(Math.abs)), 26);
  });
});

describe("comparisons of vectors", () => {
  it("value: the error of the formula and R roundings of the value, and what f is declared to be off by", () => {
    const within = [10, 21].map((size) => ((1 + R) * size + R * size) * u);
    const of = (spec: Spec) => seenBy("value", spec, point).seen;
    expect(of(product)).toEqual([10, 21].map((size, i) => equal("f", `[${i}]`, size, within[i])));
    const inexact = of({ ...product, accuracy: { relative: 1 / 8, absolute: 1 / 2 } });
    expect(inexact.map((each) => each.bound)).toEqual(
      [10, 21].map((size, i) => within[i] + (size / 8 + 1 / 2)),
    );
  });

  it("repeatability and replay: the same bits", () => {
    const bits = (mode: string, values: number[]) =>
      values.map((value, at) => equal(mode, `[${at}]`, value, 0));
    const cotangents = [5, 7, 2, 3];
    expect(seenBy("repeatability", product, point).seen).toEqual([
      ...bits("f", [10, 21]),
      ...bits("jvp", [7, 10]),
      ...bits("vjp", cotangents),
    ]);
    const record: Spec["record"] = (inputs) => ({
      value: product.f(inputs),
      pullback: (y) => product.vjp?.(inputs, y) ?? {},
    });
    expect(seenBy("replay", { ...product, record }, point).seen).toEqual([
      ...[1, 2, 3].flatMap(() => bits("vjp", cotangents)),
      ...bits("f", [10, 21]),
    ]);
  });

  it("purity: every input, every tangent and the cotangent, after each of the three", () => {
    const names = ["a", "b", "tangent of a", "tangent of b", "cotangent"];
    expect(seenBy("purity", product, point).seen).toEqual(
      ["f", "jvp", "vjp"].flatMap((mode) => names.map((name) => equal(mode, name, 0, 0))),
    );
  });

  it("same array: of two inputs of one shape, by each rule; an array that one of them may not be is not handed in", () => {
    const { seen } = seenBy("same array", product, point);
    const modes = ["f", "jvp", "vjp"].map((mode) => `${mode}(a = b)`);
    expect([...new Set(seen.map(({ mode }) => mode))]).toEqual(modes);
    expect(seen.filter(({ mode }) => mode === "f(a = b)").map(({ received }) => received)).toEqual([4, 9]);
    expect(seen.every((each) => each.bound === 0 && each.received === each.expected)).toBe(true);
    const bounded = (low: number): Spec => ({ ...product, inputs: { a: { low }, b: {} } });
    const values = (spec: Spec) =>
      seenBy("same array", spec, point)
        .seen.filter(({ mode }) => mode === "f(a = b)")
        .map(({ received }) => received);
    expect([values(bounded(2)), values(bounded(4)), values(bounded(6))]).toEqual([[4, 9], [25, 49], []]);
    expect(seenBy("same array", product, { a: tensor([2]), b: tensor([[5]]) }).seen).toEqual([]);
  });

  it("broadcasting: the value to the bit, and R roundings of the sum over repeats", () => {
    const stretch = (x: ArrayLike<number>, i: number): number => x[x.length === 1 ? 0 : i];
    const size = ({ a, b }: Tensors): number[] =>
      Array.from({ length: Math.max(a.data.length, b.data.length) }, (__, i) => i);
    const spec: Spec = {
      name: "scaled",
      inputs: { a: {}, b: {} },
      shapes: () => ({ a: [1], b: [2] }),
      f: (inputs) =>
        Float64Array.from(size(inputs), (i) => stretch(inputs["a"].data, i) * inputs["b"].data[i]),
      vjp: (inputs, y) => {
        const each = size(inputs).map((i) => dataOf(y)[i] * inputs["b"].data[i]);
        return {
          a: inputs["a"].data.length === 1 ? [each[0] + each[1]] : each,
          b: size(inputs).map((i) => dataOf(y)[i] * stretch(inputs["a"].data, i)),
        };
      },
      stretched: () => ({ a: [2] }),
    };
    const { seen } = seenBy("broadcasting", spec, { a: tensor([2]), b: tensor([5, -7]) });
    // Of a the cotangents 5 and −7 are gathered, of which the terms are 12.
    expect(seen).toEqual([
      equal("f", "[0]", 10, 0),
      equal("f", "[1]", -14, 0),
      equal("vjp", "[0]", -2, 2 * R * 12 * u),
      equal("vjp", "[1]", 2, 2 * R * 2 * u),
      equal("vjp", "[2]", 2, 2 * R * 2 * u),
    ]);
  });

  it("per sample: R roundings of each value, and of the sum of what samples give to an input that they share", () => {
    // y = x w for rows x of one number, with w for all of them
    const spec: Spec = {
      name: "rows",
      inputs: { x: {}, w: {} },
      shapes: () => ({ x: [2, 1], w: [1] }),
      f: ({ x, w }) => ({ shape: x.shape, data: x.data.map((each) => each * w.data[0]) }),
      vjp: ({ x, w }, y) => ({
        x: { shape: x.shape, data: dataOf(y).map((each) => each * w.data[0]) },
        w: [dataOf(y).reduce((sum, each, n) => sum + each * x.data[n], 0)],
      }),
      samples: ["x"],
    };
    const { seen } = seenBy("per sample", spec, { x: tensor([[5], [-7]]), w: tensor([2]) });
    expect(seen).toEqual([
      equal("f", "[0]", 10, 2 * R * 10 * u),
      equal("f", "[1]", -14, 2 * R * 14 * u),
      equal("vjp by x", "[0]", 2, 2 * R * 2 * u),
      equal("vjp by x", "[1]", 2, 2 * R * 2 * u),
      equal("vjp by w", "[0]", -2, 2 * R * 12 * u),
    ]);
  });
});

describe("second order", () => {
  // H v of ⟨(1, 1), a b⟩ swaps the halves of v.
  const swap = (__: Tensors, ___: unknown, v: Tensors) => ({ a: v["b"], b: v["a"] });
  const second = { forwardOverReverse: swap, reverseOverReverse: swap };

  it("has the bound of the formula, through twice the roundings", () => {
    const { seen } = seenBy("second order", { ...product, second }, point);
    // In each output 1 · 1 + 1 · 1: a product and a sum with 0 on either side, and their sum of 2, so errors of 2 + 2 + 2.
    const within = 2 * 2 * ((1 + 2 * R) * 6 + 2 * R * 2) * u;
    expect(seen).toEqual(
      ["forward over reverse", "reverse over reverse", "formula"].map((mode) =>
        equal(mode, "v0 · H v0", 4, within, 0),
      ),
    );
  });

  it("has an estimate where no formula is known: both products, and the size of the terms", () => {
    const { seen, skipped } = seenBy("second order", { ...plain, second }, point);
    const within = 2 * 2 * R * (4 + 4 + (10 + 21)) * u;
    expect(seen.slice(0, 2)).toEqual(
      ["forward over reverse", "reverse over reverse"].map((mode) =>
        equal(mode, "v0 · H v0", 4, within, within),
      ),
    );
    expect(seen).toHaveLength(3);
    expect(seen[2]).toMatchObject({ mode: "differences", at: "v0 · H v0", received: 4 });
    expect(seen[2].expected).toBeCloseTo(4, 10);
    expect(seen[2].bound).toBeGreaterThan(within);
    expect(seen[2].bound).toBeLessThan(1e-8);
    expect(seen[2].estimated).toBe(seen[2].bound);
    expect(skipped).toEqual([]);
  });

  it("compares each pair of directions, of which there are six at most", () => {
    const many: Directions = (n) =>
      Array.from({ length: 8 }, (__, k) => Float64Array.from({ length: n }, (___, at) => (k + at) / 8));
    const { seen } = seenBy(
      "second order",
      { ...product, second: { forwardOverReverse: swap } },
      point,
      many,
    );
    expect(seen).toHaveLength(2 * 6 * 6);
    expect(seen.slice(0, 3).map(({ at }) => at)).toEqual(["v0 · H v0", "v0 · H v0", "v0 · H v1"]);
  });
});

describe("single precision", () => {
  it("has the bound of doubles with another ε, and a subnormal step for each rounding of each term", () => {
    const spec: Spec = { ...product, f32: true };
    const { seen, skipped } = seenBy("single precision", spec, point);
    const kinds = seen.filter(({ mode }) => mode === "precision of the vjp");
    expect(kinds).toEqual(
      ["a", "b"].map((name) => equal("precision of the vjp", `doubles in the cotangent of ${name}`, 0, 0)),
    );
    const compared = seen.filter(({ mode }) => mode !== "precision of the vjp");
    expect(new Set(compared.map(({ mode }) => mode))).toEqual(new Set(["jvp in f32", "vjp in f32"]));
    const mixed = trialAt(spec, point, mixedDirections);
    expect(compared).toHaveLength(2 * mixed.tangents.length * mixed.cotangents.length);
    const bounds = roundOffOf(mixed).table.flatMap((row) => [...row]);
    expect(compared.slice(0, bounds.length).map((each) => each.bound)).toEqual(
      bounds.map((each) => 2 ** 29 * each + R * R * 2 ** -149),
    );
    expect(skipped).toEqual([]);
  });

  it("is not looked at beyond its range", () => {
    const { seen, skipped } = seenBy(
      "single precision",
      { ...product, f32: true },
      { a: tensor([2 ** 127, 1]), b: tensor([2, 1]) },
    );
    expect([seen, skipped]).toEqual([[], ["beyond single precision"]]);
  });
});

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

  it("says nothing of what is linear", () => {
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
