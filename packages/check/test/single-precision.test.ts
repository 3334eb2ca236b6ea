import { describe, expect, it } from "vitest";
import { check, flatSpec } from "../src/index.ts";
import type { CheckOptions, Domain, Spec } from "../src/index.ts";
import { isThorough } from "../../../test-setup/thorough.ts";

const { fround } = Math;
const SEEDS = isThorough ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1];

/** A function as a library computes it that has single precision alone: every input and every result is rounded to it. */
const single = (
  name: string,
  f: (x: number) => number,
  slope: (x: number) => number,
  domain: Domain = {},
): Spec =>
  flatSpec({
    name,
    length: [1, 4],
    domain,
    f: (x) => x.map((each) => fround(f(fround(each)))),
    vjp: (x, yBar) => yBar.map((each, at) => fround(fround(each) * fround(slope(fround(x[at]))))),
  });

const W = fround(16 * Math.PI);
const sigmoid = (x: number): number => fround(1 / fround(1 + fround(Math.exp(-x))));

const right: readonly [string, (x: number) => number, (x: number) => number, Domain?][] = [
  ["exp", Math.exp, Math.exp, { low: -10, high: 10 }],
  ["log", Math.log, (x) => 1 / x, { low: 2 ** -10 }],
  ["tanh", Math.tanh, (x) => fround(1 - fround(fround(Math.tanh(x)) ** 2))],
  ["sigmoid", sigmoid, (x) => fround(sigmoid(x) * fround(1 - sigmoid(x)))],
  ["square", (x) => x * x, (x) => 2 * x],
  ["relu", (x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
  ["sin 16πx", (x) => Math.sin(fround(W * x)), (x) => W * fround(Math.cos(fround(W * x)))],
];

/** The seeds at which a spec is refuted: the first failure of a check decides. */
const refutedAt = (spec: Spec, options: CheckOptions = {}): number[] =>
  SEEDS.filter((seed) => check(spec, { untilFailure: true, ...options, seed }).failures.length > 0);

describe.each(right)("%s in single precision", (name, f, slope, domain) => {
  it("is seen to be so, and not refuted", () => {
    const spec = single(name, f, slope, domain);
    const report = check(spec, { draws: isThorough ? 20 : 8 });
    expect(report.precisions).toEqual({ f: "f32", rules: "f32", cotangents: "f32" });
    expect(report.passed).toBe(true);
    if (isThorough) expect(refutedAt(spec)).toEqual([]);
  });

  it.each([1e-3, -1e-2, 1, -2])("is refuted when its slope is off by %d of itself", (part) => {
    const off = (x: number): number => slope(x) * (1 + part);
    expect(refutedAt(single(name, f, off, domain))).toEqual(SEEDS);
  });
});

it("with a formula, a thousandth of that is found", () => {
  const exp = (factor: number): Spec => ({
    ...single("exp", Math.exp, (x) => factor * Math.exp(x), { low: -4, high: 4 }),
    formula: (A, { x }) => x.data.map((each) => A.exp(each)),
  });
  expect(refutedAt(exp(1))).toEqual([]);
  expect(refutedAt(exp(1 + 1e-5))).toEqual(SEEDS);
});

it("what a rule loses by single precision is refuted where f has double, unless it is declared", () => {
  const mixed = (precision?: { f: "f64"; rules: "f32" }): Spec =>
    flatSpec({
      name: "exp",
      length: [1, 4],
      domain: { low: -3, high: 3 },
      f: (x) => x.map(Math.exp),
      vjp: (x, yBar) => yBar.map((each, at) => fround(fround(each) * fround(Math.exp(x[at])))),
      ...(precision && { precision }),
    });
  expect(refutedAt(mixed())).toEqual(SEEDS);
  expect(refutedAt(mixed({ f: "f64", rules: "f32" }))).toEqual([]);
});

describe("a rounding to a coarser grid, which claims to have a slope", () => {
  it.each([16, 100, 1024, 4096, 65536])("of 1/%d is refuted at every seed", (n) => {
    const rounding = flatSpec({
      name: `round to 1/${n}`,
      length: [1, 4],
      f: (x) => x.map((each) => Math.round(n * each) / n),
      vjp: (_, yBar) => yBar.slice(),
    });
    expect(check(rounding, { draws: 1 }).precisions.f).toBe("f64");
    expect(refutedAt(rounding)).toEqual(SEEDS);
  });
});
