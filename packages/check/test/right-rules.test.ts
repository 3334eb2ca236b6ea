import { describe, expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { check, flatSpec } from "../src/index.ts";
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

const all = Object.values(rightFunctions).flat();

it.each(hard)("%s is right at every seed, and looked at enough", (name) => {
  const right = all.find((each) => each.name === name);
  if (right === undefined) throw new Error(`no right function is called ${name}`);
  const seeds = Array.from({ length: isThorough ? 20 : 5 }, (_, at) => at + 1);
  expect(seeds.filter((seed) => !check(specOfRight(right), { seed }).passed)).toEqual([]);
});

describe("a mistake in a rule is found", () => {
  const tanhTimes = (c: number, slope: number) =>
    flatSpec({
      name: "c tanh x",
      length: [1, 4],
      f: (x) => x.map((each) => c * Math.tanh(each)),
      vjp: (x, u) => x.map((each, at) => (slope * c * u[at]) / Math.cosh(each) ** 2),
    });

  it.each([1e-200, 1e-50, 1e-6, 1, 1e50])("of one part in a million, at outputs of size %d", (c) => {
    expect(check(tanhTimes(c, 1)).passed).toBe(true);
    expect(check(tanhTimes(c, 1 + 1e-6)).passed).toBe(false);
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
    expect(check(reversed).passed).toBe(false);
  });
});
