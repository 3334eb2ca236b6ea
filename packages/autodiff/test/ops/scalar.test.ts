import { map, tensor, zip } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, scalarRules } from "../../src/index.ts";
import type { ScalarName } from "../../src/index.ts";
import { scalarOps, slopeOps } from "../../src/ops/scalar.ts";
import { law } from "../../../../test-setup/law.ts";
import { u } from "../support/near.ts";

const { neg, exp, log, sqrt, tanh, sigmoid, softplus, gelu, relu, negativePart } = scalarRules;

const slopeAt = (name: ScalarName, x: number): number => scalarRules[name].slope(x, scalarRules[name].f(x));
const curvatureAt = (name: ScalarName, x: number): number =>
  scalarRules[name].curvature(x, scalarRules[name].f(x));

/** Every size, of either sign: from 1/1000, over where exp fills a double, to 1000. */
const anywhere: fc.Arbitrary<number> = fc
  .tuple(fc.constantFrom(1, -1), fc.constantFrom(0.001, 0.01, 0.1, 1), fc.integer({ min: 0, max: 1000 }))
  .map(([sign, unit, size]) => sign * unit * size);

/** Within a few roundings of the larger of the two, and 2⁻¹⁰⁷⁴, which the smallest doubles are multiples of. */
const same = (a: number, b: number, of = Math.max(Math.abs(a), Math.abs(b))): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(8 * u * of + 2 ** -1074);

// Identities hold where differences cannot look: in the tails, where a function has long reached its limit.
describe("over all sizes", () => {
  law("σ(x) + σ(−x) = 1, and σ′ = σ(x) σ(−x) is even, σ″ odd", anywhere, (x) => {
    same(sigmoid.f(x) + sigmoid.f(-x), 1);
    same(slopeAt("sigmoid", x), sigmoid.f(x) * sigmoid.f(-x));
    expect(slopeAt("sigmoid", -x)).toBe(slopeAt("sigmoid", x));
    same(curvatureAt("sigmoid", -x), -curvatureAt("sigmoid", x));
  });

  law("softplus(x) − softplus(−x) = x, softplus′ = σ, softplus″ = σ′", anywhere, (x) => {
    same(softplus.f(x) - softplus.f(-x), x, softplus.f(Math.abs(x)));
    expect(slopeAt("softplus", x)).toBe(sigmoid.f(x));
    expect(curvatureAt("softplus", x)).toBe(slopeAt("sigmoid", x));
  });

  law("tanh x = 2 σ(2x) − 1, so tanh′ = 4 σ′(2x) and tanh″ = 8 σ″(2x)", anywhere, (x) => {
    same(tanh.f(x), 2 * sigmoid.f(2 * x) - 1, 1);
    const wide = Math.max(1, Math.abs(x)); // rounding 2x moves exp(−2x) by |x| roundings
    same(slopeAt("tanh", x), 4 * slopeAt("sigmoid", 2 * x), wide * slopeAt("tanh", x));
    same(curvatureAt("tanh", x), 8 * curvatureAt("sigmoid", 2 * x), 2 * wide * slopeAt("tanh", x));
  });

  law("gelu(x) − gelu(−x) = x, gelu′(x) + gelu′(−x) = 1, gelu″ is even", anywhere, (x) => {
    same(gelu.f(x) - gelu.f(-x), x);
    same(slopeAt("gelu", x) + slopeAt("gelu", -x), 1, 2);
    expect(curvatureAt("gelu", -x)).toBe(curvatureAt("gelu", x));
  });

  law("relu(x) + min(x, 0) = x, and their slopes add up to 1", anywhere, (x) => {
    expect(relu.f(x) + negativePart.f(x)).toBe(x + 0);
    expect(slopeAt("relu", x) + slopeAt("negativePart", x)).toBe(1);
    expect([curvatureAt("relu", x), curvatureAt("negativePart", x)]).toEqual([0, 0]);
  });

  law("of exp, log, sqrt and neg the slopes are y, 1/x, 1/(2√x) and −1", anywhere, (x) => {
    const y = exp.f(x);
    expect([slopeAt("exp", x), curvatureAt("exp", x)]).toEqual([y, y]);
    expect([neg.f(x), slopeAt("neg", x), curvatureAt("neg", x)]).toEqual([-x, -1, 0]);
    const size = Math.abs(x) + 2 ** -10;
    same(slopeAt("log", size) * size, 1);
    same(curvatureAt("log", size) * size * size, -1);
    same(slopeAt("sqrt", size) * sqrt.f(size) * 2, 1);
    same(curvatureAt("sqrt", size) * size * sqrt.f(size) * 4, -1);
    same(exp.f(log.f(size)), size, 10 * size); // |log x| < 10 roundings in the exponent
  });
});

describe("in the tails", () => {
  it("the slopes of sigmoid and tanh keep their digits, where 1 − σ and 1 − tanh² have none left", () => {
    same(slopeAt("sigmoid", 40), Math.exp(-40));
    same(slopeAt("tanh", 20), 4 * Math.exp(-40));
  });

  it("gelu and both its derivatives go to those of 0 and of x", () => {
    expect([-1000, 1000].map((x) => gelu.f(x))).toEqual([-0, 1000]);
    expect([-1000, 1000].map((x) => slopeAt("gelu", x))).toEqual([0, 1]);
    expect([-1e200, -1000, 1000, 1e200].map((x) => curvatureAt("gelu", x))).toEqual([0, 0, 0, 0]);
  });

  it("gelu is x Φ(x): 0 at 0 with the slope ½ and the curvature 2 φ(0)", () => {
    expect([gelu.f(0), slopeAt("gelu", 0)]).toEqual([0, 0.5]);
    same(curvatureAt("gelu", 0), 2 / Math.sqrt(2 * Math.PI));
  });
});

describe.each(Object.keys(scalarRules) as ScalarName[])("%s", (name) => {
  it("is computed by the table, and so is its slope, whether there is a kernel or not", () => {
    const x = tensor([-800, -30, -1, -0.75, -1e-9, -0, 0, 0.5, 1, 1.5, 30, 800]);
    const c = map(() => -1.5, x);
    const { f, slope } = scalarRules[name];
    const y = apply(scalarOps[name], { x });
    expect(y).toEqual(map(f, x));
    const expected = zip((at, value) => -1.5 * slope(at, value), x, y);
    expect(apply(slopeOps[name], { x, y, c })).toEqual(expected);
  });

  it("passes NaN on", () => {
    expect(scalarRules[name].f(NaN)).toBeNaN();
  });
});
