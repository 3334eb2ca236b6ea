import { describe, expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { check, flatSpec, showReport } from "../src/index.ts";
import type { Domain, Spec } from "../src/index.ts";
import { rightFunctions } from "../verify/false-alarms/functions/index.ts";
import { specOfRight } from "../verify/false-alarms/function.ts";

/**
 * Steps of powers of two alias with these, or are too wide for them, or reach over a jump of the curvature; some have no derivative at a tie,
 * or an infinite one.
 */
const hard = [
  "sin 16πx",
  "a period of 2^-3",
  "a period of 2^-4",
  "a period of 2^-5",
  "layer norm, ε = 0.00001",
  "sigmoid 1000x",
  "Huber",
  "squared hinge",
  "sort",
  "median, the upper one",
  "cube root",
  "exp x − 1, with overflow",
  "1e-50 tanh x",
];

/** Fewer points than `check` takes by default, which `npm run test:thorough` takes. */
const draws = isThorough ? 20 : 6;

const all = Object.values(rightFunctions).flat();

it.each(hard)("%s is right at every seed, and looked at enough", (name) => {
  const right = all.find((each) => each.name === name);
  if (right === undefined) throw new Error(`no right function is called ${name}`);
  const seeds = Array.from({ length: isThorough ? 20 : 1 }, (_, at) => at + 1);
  expect(seeds.filter((seed) => !check(specOfRight(right), { seed, draws }).passed)).toEqual([]);
});

/** y and its slope after a number of steps of y → 3.9 y (1 − y). */
function iterated(x: number, times: number): { value: number; slope: number } {
  let [value, slope] = [x, 1];
  for (let n = 0; n < times; n++) [value, slope] = [3.9 * value * (1 - value), 3.9 * (1 - 2 * value) * slope];
  return { value, slope };
}

describe("what no step resolves is not refuted", () => {
  it.each<[string, (x: number) => number, (x: number) => number]>([
    ["sin 10¹⁵x", (x) => Math.sin(1e15 * x), (x) => 1e15 * Math.cos(1e15 * x)],
    ["x + sin 10⁹x / 10⁹", (x) => x + Math.sin(1e9 * x) / 1e9, (x) => 1 + Math.cos(1e9 * x)],
    ["the sixtieth logistic iterate", (x) => iterated(x, 60).value, (x) => iterated(x, 60).slope],
  ])("%s", (name, f, slope) => {
    const spec = flatSpec({
      name,
      length: [1, 4],
      domain: { low: 0, high: 1 },
      f: (x) => x.map(f),
      vjp: (x, u) => x.map((each, at) => slope(each) * u[at]),
    });
    for (let seed = 1; seed <= (isThorough ? 20 : 1); seed++)
      expect(check(spec, { seed, draws }).failures).toEqual([]);
  });
});

const { fround } = Math;
const entrywise = (
  name: string,
  f: (x: number) => number,
  slope: (x: number) => number,
  domain: Domain = {},
) =>
  flatSpec({
    name,
    length: [1, 4],
    domain,
    f: (x) => x.map(f),
    vjp: (x, u) => x.map((each, at) => slope(each) * u[at]),
  });

/** Each rounds inside and goes on in double precision: between two jumps of the size of a rounding f has another slope than its own. */
describe.each<[string, (x: number) => number, (x: number) => number, Domain?]>([
  [
    "3.3x − fround(exp x/4)",
    (x) => 3.3 * x - fround(Math.exp(x / 4)),
    (x) => 3.3 - Math.exp(x / 4) / 4,
    { low: -8, high: 8 },
  ],
  ["1.3 sin(fround x) + x", (x) => 1.3 * Math.sin(fround(x)) + x, (x) => 1.3 * Math.cos(x) + 1],
  ["x² + fround(tanh x)", (x) => x * x + fround(Math.tanh(x)), (x) => 2 * x + 1 - Math.tanh(x) ** 2],
  ["x + sin x to eight digits", (x) => x + Number(Math.sin(x).toFixed(8)), (x) => 1 + Math.cos(x)],
])("%s, a part in fewer digits than the rest", (name, f, slope, domain) => {
  const seeds = Array.from({ length: isThorough ? 10 : 1 }, (_, at) => 31 * (at + 1));

  it("is not refuted", () => {
    for (const seed of seeds)
      expect(check(entrywise(name, f, slope, domain), { seed, draws: 1.5 * draws }).failures).toEqual([]);
  });

  // A draw says nothing where the jumps hide the slope: one seed of ten needs more than the usual 20.
  it("is refuted within 60 draws when its slope is off by one part in twenty", () => {
    const off = entrywise(name, f, (x) => 1.05 * slope(x), domain);
    for (const seed of seeds)
      expect(check(off, { seed, draws: 60, untilFailure: true }).failures).not.toEqual([]);
  });
});

describe("values of f that are accurate to a tolerance", () => {
  /** The root of y³ + y = x, halved in [0, 100] until it is known to the tolerance. */
  const bisected = (tolerance: number) => (x: number) => {
    let [low, high] = [0, 100];
    while (high - low > tolerance) {
      const middle = (low + high) / 2;
      if (middle ** 3 + middle < x) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const slope = (x: number): number => 1 / (3 * bisected(1e-13)(x) ** 2 + 1);
  const specOf = (tolerance: number, factor: number, declared: Pick<Spec, "accuracy">) => ({
    ...entrywise("y³ + y = x", bisected(tolerance), (x) => factor * slope(x), { low: 0, high: 1000 }),
    ...declared,
  });

  it("are not held against a right rule, if that is declared", () => {
    for (const tolerance of [1e-3, 1e-6, 1e-9])
      for (let seed = 1; seed <= (isThorough ? 3 : 1); seed++)
        expect(
          check(specOf(tolerance, 1, { accuracy: { absolute: tolerance } }), { seed, draws }).failures,
        ).toEqual([]);
  });

  it("hide no larger mistake", () => {
    expect(
      check(specOf(1e-6, 1.01, { accuracy: { absolute: 1e-6 } }), { untilFailure: true }).failures,
    ).not.toEqual([]);
  });

  it("are named as a possible cause, if it is not", () => {
    expect(showReport(check(specOf(1e-9, 1.001, {})))).toContain("only accurate to a tolerance");
  });

  it.each([-1, Number.NaN, Infinity, "1e-6", { absolute: -1 }, { relative: "0" }])(
    "%s is refused",
    (accuracy) => {
      const spec = specOf(1e-6, 1, { accuracy } as Pick<Spec, "accuracy">);
      expect(() => check(spec)).toThrow(
        /^check: expected a (relative|absolute) accuracy of .* that is a number ≥ 0/u,
      );
    },
  );
});

it.each(["f16", "constructor", { rules: "double" }])("the precision %s is refused", (precision) => {
  const spec = {
    ...entrywise(
      "x",
      (x) => x,
      () => 1,
    ),
    precision,
  } as unknown as Spec;
  expect(() => check(spec)).toThrow(/^check: expected the precision f64 or f32 for (f|rules) of x/u);
});

describe("NaN where f has no finite slope", () => {
  const angle = flatSpec({
    name: "angle",
    length: 2,
    f: ([a, b]) => Float64Array.of(Math.atan2(a, b)),
    vjp: ([a, b], [u]) => Float64Array.of((u * b) / (a * a + b * b), (-u * a) / (a * a + b * b)),
  });
  const inverse = entrywise(
    "|x|^0.3",
    (x) => Math.abs(x) ** 0.3,
    (x) => (0.3 * Math.abs(x) ** 0.3) / x,
  );
  const determinant = flatSpec({
    name: "ln |ad − bc|",
    length: 4,
    f: ([a, b, c, d]) => Float64Array.of(Math.log(Math.abs(a * d - b * c))),
    vjp: ([a, b, c, d], [u]) => Float64Array.of(d, -c, -b, a).map((each) => (u * each) / (a * d - b * c)),
  });

  it.each([angle, inverse, determinant])("$name is not refuted", (spec) => {
    for (let seed = 1; seed <= (isThorough ? 5 : 2); seed++)
      expect(check(spec, { seed, draws }).failures).toEqual([]);
  });

  it("is refuted where f has one", () => {
    expect(
      check(
        entrywise("|x|", Math.abs, (x) => x / Math.abs(x)),
        { untilFailure: true },
      ).failures,
    ).not.toEqual([]);
    expect(
      check(
        entrywise(
          "x²",
          (x) => x * x,
          (x) => (2 * x * x) / x,
        ),
      ).failures,
    ).not.toEqual([]);
  });
});

describe("a rule in which numbers of size 1 cancel", () => {
  const softplus = (rule: (x: number) => number) =>
    flatSpec({
      name: "ln(1 + exp −x)",
      length: [1, 4],
      domain: { low: -100, high: 100 },
      f: (x) => x.map((each) => Math.max(-each, 0) + Math.log1p(Math.exp(-Math.abs(each)))),
      vjp: (x, u) => x.map((each, at) => rule(each) * u[at]),
    });

  it("is not refuted where its terms cancel to 0", () => {
    const cancelling = softplus((x) => 1 / (1 + Math.exp(-x)) - 1);
    for (let seed = 1; seed <= (isThorough ? 5 : 2); seed++)
      expect(check(cancelling, { seed, draws }).failures).toEqual([]);
  });

  it("is refuted where it is 0 for slopes of size 1", () => {
    expect(
      check(
        softplus((x) => (x < -2 ? -1 : 0)),
        { untilFailure: true },
      ).passed,
    ).toBe(false);
  });
});

describe("a mistake in a rule is found", () => {
  it("of one part in a hundred, under a small and fast wave", () => {
    const wavy = (slope: number) =>
      flatSpec({
        name: "x + sin 1e6x / 1e6",
        length: [1, 4],
        domain: { low: -4, high: 4 },
        f: (x) => x.map((each) => each + Math.sin(1e6 * each) / 1e6),
        vjp: (x, u) => x.map((each, at) => slope * (1 + Math.cos(1e6 * each)) * u[at]),
      });
    expect(check(wavy(1), { draws }).failures).toEqual([]);
    expect(check(wavy(1.01), { untilFailure: true }).passed).toBe(false);
  });

  const tanhTimes = (c: number, slope: number) =>
    flatSpec({
      name: "c tanh x",
      length: [1, 4],
      f: (x) => x.map((each) => c * Math.tanh(each)),
      vjp: (x, u) => x.map((each, at) => (slope * c * u[at]) / Math.cosh(each) ** 2),
    });

  it.each([1e-200, 1e-50, 1e-6, 1, 1e50])("of one part in a million, at outputs of size %d", (c) => {
    expect(check(tanhTimes(c, 1), { draws }).passed).toBe(true);
    expect(check(tanhTimes(c, 1 + 1e-6), { untilFailure: true }).passed).toBe(false);
  });

  it("where the same mistake at a tie would be excused", () => {
    const sorted = (x: Float64Array): number[] => [...x.keys()].toSorted((a, b) => x[a] - x[b]);
    const reversed = flatSpec({
      name: "sort",
      length: [2, 4],
      f: (x) => Float64Array.from(sorted(x), (at) => x[at]),
      vjp: (x, u) => {
        const gradient = new Float64Array(x.length);
        for (const [k, at] of sorted(x).toReversed().entries()) gradient[at] = u[k];
        return gradient;
      },
    });
    expect(check(reversed, { untilFailure: true }).passed).toBe(false);
  });
});
