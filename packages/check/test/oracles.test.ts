import { describe, expect, it } from "vitest";
import { check, everyOracle, flatSpec, specOf } from "../src/index.ts";
import type { CheckOptions, Directions, FlatFunction, Spec } from "../src/index.ts";
import { ops } from "@espalier/autodiff";
import { isThorough } from "../../../test-setup/thorough.ts";

/** Which oracles find a spec wrong, at fewer points than by default. */
const foundBy = (spec: Spec, options: CheckOptions = {}): string[] => [
  ...new Set(check(spec, { draws: isThorough ? 20 : 8, ...options }).failures.map(({ oracle }) => oracle)),
];

/** y = x², as it should be. */
const square: Spec = {
  ...flatSpec({
    name: "square",
    length: [1, 4],
    f: (x) => x.map((each) => each * each),
    jvp: (x, xDot) => xDot.map((each, at) => 2 * x[at] * each),
    vjp: (x, yBar) => yBar.map((each, at) => 2 * x[at] * each),
    formula: (A, x) => x.map((each) => A.mul(each, each)),
  }),
};

const total = (x: Float64Array): number => x.reduce((a, b) => a + b, 0);
const mean = (x: Float64Array): number => total(x) / x.length;

/** Of doubles, and of singles where the oracle of single precision asks. */
const data = (output: unknown): Float64Array =>
  ArrayBuffer.isView(output) ? (output as Float64Array) : (output as { data: Float64Array }).data;

/** The same with other rules. */
const withRules = (rules: Partial<Spec>): Spec => ({ ...square, ...rules });

const vjp = (slope: (x: number, yBar: number, at: number) => number): Partial<Spec> => ({
  vjp: ({ x }, yBar) => ({ x: data(yBar).map((each, at) => slope(x.data[at], each, at)) }),
});

describe("what each oracle finds", () => {
  it("nothing, where nothing is wrong", () => {
    expect(foundBy(square)).toEqual([]);
  });

  it("nothing, where a finite product overflows in one order of its factors and not in another", () => {
    const steep = (each: number): number => each * 2 ** 1020 * 2 ** 5;
    const spec = flatSpec({
      name: "2¹⁰²⁵ x",
      length: [1, 4],
      domain: { low: -(2 ** -4), high: 2 ** -4 },
      f: (x) => x.map(steep),
      jvp: (_, xDot) => xDot.map(steep),
      vjp: (_, yBar) => yBar.map(steep),
      formula: (A, x) => x.map((each) => A.mul(A.mul(each, A.of(2 ** 1020)), A.of(2 ** 5))),
    });
    expect(foundBy(spec)).toEqual([]);
  });

  it.each<[string, FlatFunction["f"], NonNullable<FlatFunction["vjp"]>]>([
    ["1 − cos x", (x) => x.map((e) => 1 - Math.cos(e)), (x, yBar) => yBar.map((e, i) => e * Math.sin(x[i]))],
    [
      "E[x²] − E[x]²",
      (x) => Float64Array.of(mean(x.map((e) => e * e)) - mean(x) ** 2),
      (x, [u]) => x.map((e) => (2 * u * (e - mean(x))) / x.length),
    ],
    [
      "log Σ exp x",
      (x) => Float64Array.of(Math.log(total(x.map(Math.exp)))),
      (x, [u]) => x.map((e) => (u * Math.exp(e)) / total(x.map(Math.exp))),
    ],
  ])("nothing, of right rules for %s, whose terms cancel inside of f", (name, f, pullback) => {
    const spec = flatSpec({ name, length: [1, 5], domain: { low: -300, high: 300 }, f, vjp: pullback });
    for (let seed = 1; seed <= (isThorough ? 5 : 1); seed++)
      expect(check(spec, { seed, draws: isThorough ? 40 : 10 }).failures).toEqual([]);
  });

  it("differences: noise in a rule, which is neither rounding nor an excuse", () => {
    const noisy = (x: number): number => 1 + 0.1 * Math.sin(1e17 * x);
    const { formula: _, jvp: __, ...rest } = square;
    expect(foundBy({ ...rest, ...vjp((x, yBar) => 2 * x * noisy(x) * yBar) })).toEqual(["differences"]);
  });

  it("duals and the complex step: an input that is rounded to single precision", () => {
    const exp = flatSpec({
      name: "exp",
      length: [1, 4],
      domain: { low: -3, high: 3 },
      f: (x) => x.map(Math.exp),
      vjp: (x, yBar) => yBar.map((each, at) => Math.exp(Math.fround(x[at])) * each),
      formula: (A, x) => x.map((each) => A.exp(each)),
    });
    expect(foundBy(exp)).toEqual(["duals", "complex step"]);
  });

  it("purity: a function that writes to what it is given", () => {
    const spec = withRules({
      f: ({ x }) => {
        const y = x.data.map((each) => each * each);
        x.data[0] = 0;
        return y;
      },
    });
    expect(foundBy(spec)).toContain("purity");
  });

  it("purity: a cotangent that is scaled in place", () => {
    const spec = withRules({
      vjp({ x }, yBar) {
        const u = data(yBar);
        for (let at = 0; at < u.length; at++) u[at] *= 2 * x.data[at];
        return { x: u };
      },
    });
    expect(foundBy(spec)).toEqual(["purity"]);
  });

  it("repeatability: a rule that remembers", () => {
    let calls = 0;
    const spec = withRules(vjp((x, yBar) => 2 * x * yBar * (1 + 1e-3 * calls++)));
    expect(foundBy(spec)).toContain("repeatability");
  });

  it("replay: a recording that is used up", () => {
    const spec = withRules({
      record({ x }) {
        let factor = 2;
        return {
          value: square.f({ x }),
          pullback: (yBar) => ({ x: data(yBar).map((each, at) => factor-- * x.data[at] * each) }),
        };
      },
    });
    expect(foundBy(spec)).toEqual(["replay"]);
  });

  it("replay: a sweep that writes to the recorded value", () => {
    const spec = withRules({
      record({ x }) {
        const value = data(square.f({ x }));
        return { value, pullback: (yBar) => ((value[0] += 1), square.vjp?.({ x }, yBar) ?? {}) };
      },
    });
    expect(foundBy(spec)).toEqual(["replay"]);
  });

  it("linearity: 0 / 0 where nothing is handed over", () => {
    const half = flatSpec({
      name: "half",
      length: 1,
      f: (x) => x.map((each) => each / 2),
      vjp: (_, yBar) => yBar.map((each) => (each * each) / (2 * each)),
    });
    expect(foundBy(half)).toEqual(["linearity"]);
  });

  it("differences: 0 / 0 in a slope that is finite", () => {
    const quotient = flatSpec({
      name: "x², slope 2x² / x",
      length: 1,
      f: (x) => x.map((each) => each * each),
      vjp: (x, yBar) => yBar.map((each, at) => (2 * each * x[at] ** 2) / x[at]),
    });
    expect(foundBy(quotient, { draws: 20 })).toContain("differences"); // x = 0 is rare
  });

  it("none where the slope itself is infinite, as that of √x at 0", () => {
    const root = flatSpec({
      name: "root",
      length: 1,
      domain: { low: 0, high: 0 },
      f: (x) => x.map(Math.sqrt),
      vjp: (x, yBar) => yBar.map((each, at) => each / (2 * Math.sqrt(x[at]))),
    });
    expect(foundBy(root)).toEqual([]);
  });

  it("adjoint: a sign in one of two rules", () => {
    expect(foundBy(withRules(vjp((x, yBar) => -2 * x * yBar)))).toContain("adjoint");
  });

  it("differences, duals and the complex step, but not adjoint: the same mistake in both rules", () => {
    const spec = withRules({
      ...vjp((x, yBar) => 3 * x * yBar),
      jvp: ({ x }, { x: xDot }) => data(xDot).map((each, at) => 3 * x.data[at] * each),
    });
    expect(foundBy(spec)).toEqual(["differences", "duals", "complex step"]);
  });

  it("differences: a mistake where nothing but the function is known", () => {
    const spec = flatSpec({
      name: "square",
      length: 2,
      f: (x) => x.map((each) => each ** 2),
      vjp: (x, yBar) => yBar.map((each, at) => 2 * x[at] * each * (1 + 1e-7)),
    });
    expect(foundBy(spec)).toEqual(["differences"]);
  });

  it("taylor: a slope that drifts from 2", () => {
    const spec: Spec = { ...withRules(vjp((x, yBar) => 2.06 * x * yBar)), composite: true };
    expect(foundBy(spec)).toContain("taylor");
  });

  it("kinks: the other slope at the point itself", () => {
    const relu = (right: number): Spec =>
      specOf(ops.relu, {
        inputs: { x: { kinks: [{ at: 0, right }] } },
        shapes: (size) => ({ x: [size(1, 4)] }),
      });
    expect(foundBy(relu(0))).toEqual([]);
    expect(foundBy(relu(1))).toEqual(["kinks"]);
    expect(foundBy(relu(1 / 2))).toEqual(["kinks"]);
  });

  it("value: a formula of another function", () => {
    const spec = withRules({ formula: (A, { x }) => x.data.map((each) => A.mul(A.of(2), each)) });
    expect(foundBy(spec)).toContain("value");
  });

  it("second order: a second derivative that is silently 0", () => {
    const spec = withRules({
      second: { forwardOverReverse: (_, yBar) => ({ x: data(yBar).map(() => 0) }) },
    });
    expect(foundBy(spec)).toEqual(["second order"]);
  });

  it("second order: the same where no formula is known, by both ways", () => {
    const { formula: _, ...rest } = square;
    const none = () => ({});
    const spec: Spec = { ...rest, second: { forwardOverReverse: none, reverseOverReverse: none } };
    expect(foundBy(spec)).toEqual(["second order"]);
  });

  it("second order: a Hessian that is not symmetric, where no formula is known", () => {
    const { formula: _, ...rest } = square;
    const spec: Spec = {
      ...rest,
      second: {
        forwardOverReverse: (__, yBar, { x: v }) => ({
          x: data(yBar).map((each, at) => each * (2 * v.data[at] + (at > 0 ? v.data[0] : 0))),
        }),
      },
    };
    expect(foundBy(spec)).toEqual(["second order"]);
  });

  it("same array: two inputs told apart by where they are stored", () => {
    const product: Spec = {
      name: "product",
      inputs: { a: {}, b: {} },
      shapes: (size) => {
        const shape = [size(1, 3)];
        return { a: shape, b: shape };
      },
      f: ({ a, b }) => a.data.map((x, at) => x * b.data[at]),
      vjp: ({ a, b }, yBar) =>
        a === b
          ? { a: data(yBar).map((each, at) => 2 * each * a.data[at]) }
          : { a: data(yBar).map((x, at) => x * b.data[at]), b: data(yBar).map((x, at) => x * a.data[at]) },
    };
    expect(foundBy(product)).toEqual(["same array"]);
  });

  it("accumulation: sums that are overwritten", () => {
    const spec = withRules({
      accumulate: (inputs, yBar) => square.vjp?.(inputs, yBar) ?? {},
    });
    expect(foundBy(spec)).toEqual(["accumulation"]);
  });

  it("broadcasting and shapes: the sum over repeats is missing", () => {
    const stretch: Spec = {
      name: "stretch",
      inputs: { x: {} },
      shapes: () => ({ x: [1] }),
      f: ({ x }) => (x.data.length === 1 ? new Float64Array(3).fill(x.data[0]) : Float64Array.from(x.data)),
      vjp: ({ x }, yBar) => ({ x: data(yBar).slice(0, x.data.length) }),
      stretched: () => ({ x: [3] }),
    };
    expect(foundBy(stretch)).toEqual(["differences", "broadcasting"]);
  });

  it("per sample: rows that are divided by how many there are", () => {
    const rows: Spec = {
      name: "rows",
      inputs: { x: {} },
      shapes: () => ({ x: [3, 2] }),
      f: ({ x }) => ({ shape: x.shape, data: x.data.map((each) => each / x.shape[0]) }),
      vjp: ({ x }, yBar) => ({ x: data(yBar).map((each) => each / x.shape[0]) }),
      samples: ["x"],
    };
    expect(foundBy(rows)).toEqual(["per sample"]);
  });

  it("single precision: an ε that belongs to doubles", () => {
    const spec: Spec = { ...withRules({}), f32: true };
    const coarse: Spec = {
      ...spec,
      vjp: (inputs, yBar) =>
        inputs["x"].data instanceof Float32Array
          ? { x: Float32Array.from(data(yBar), (each, at) => (2 * inputs["x"].data[at] + 1e-3) * each) }
          : (square.vjp?.(inputs, yBar) ?? {}),
    };
    expect(foundBy(spec)).toEqual([]);
    expect(foundBy(coarse)).toEqual(["single precision"]);
  });

  it("single precision: doubles as the gradient of singles", () => {
    const { failures } = check({
      ...square,
      f32: true,
      vjp: ({ x }, yBar) => ({ x: Float64Array.from(data(yBar), (each, at) => 2 * x.data[at] * each) }),
    });
    expect(failures).toMatchObject([{ mode: "precision of the vjp", at: "doubles in the cotangent of x" }]);
  });

  it("is asked of every oracle here", () => {
    const asked =
      "purity, repeatability, replay, linearity, adjoint, differences, taylor, kinks, value, duals, complex step, " +
      "second order, same array, accumulation, broadcasting, per sample, single precision";
    expect(everyOracle.map(({ name }) => name).join(", ")).toBe(asked);
  });
});

describe("a rule that does not do what a rule does", () => {
  it("is refuted when its cotangent has another shape", () => {
    const [failure] = check(withRules({ vjp: () => ({ x: new Float64Array(7) }) })).failures;
    expect(failure.thrown).toMatch(/cotangent of square: x: expected \d numbers of shape \[\d\]; received 7/);
  });

  it("is refuted when it throws", () => {
    const spec = withRules({
      vjp: () => {
        throw new RangeError("out of paper");
      },
    });
    expect(check(spec).failures[0].thrown).toBe("RangeError: out of paper");
  });

  it("may leave a cotangent out that is zero", () => {
    const constant = flatSpec({
      name: "constant",
      length: 2,
      f: () => Float64Array.of(1),
      vjp: () => new Float64Array(2),
    });
    const spec = { ...constant, vjp: () => ({}) };
    expect(foundBy(spec)).toEqual([]);
  });
});

it("what cancels in ⟨Jᵀ u, v⟩ and not in J v is not a mistake", () => {
  // y = Σ w_i (x_i − x_i+3): along v = (1, …, 1) each difference stands still, but Σ w_i − Σ w_i is summed in another order.
  const w = [0.1, 459.7, 1 / 3];
  const spec = flatSpec({
    name: "differences",
    length: 6,
    f: (x) => Float64Array.of(w.reduce((sum, each, i) => sum + each * (x[i] - x[i + 3]), 0)),
    vjp: (_, [u]) => Float64Array.from([...w, ...w.map((each) => -each)], (each) => each * u),
    formula: (A, x) => [
      w.map((each, i) => A.mul(A.of(each), A.sub(x[i], x[i + 3]))).reduce((a, b) => A.add(a, b)),
    ],
  });
  const together: Directions = (n) => [new Float64Array(n).fill(n === 1 ? 1 / 2 : 1)];
  const { failures, oracles } = check(spec, { directions: together });
  expect(failures).toEqual([]);
  expect(oracles.find(({ name }) => name === "duals")?.worst?.error).toBeGreaterThan(0);
});
