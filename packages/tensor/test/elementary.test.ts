import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elementary } from "../src/index.ts";
import * as precise from "./support/fixed-point.ts";
import { law } from "../../../test-setup/law.ts";

const { cos, cosineOfTurns, exp, expm1, log, log1p, power, sigmoid, sin, tanh, erf } = elementary;

/** Uniform, which fc.double is not: half of its numbers are tiny. */
const between = (low: number, high: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.nat(2 ** 30), fc.nat(2 ** 20))
    .map(([a, b]) => low + (high - low) * (a * 2 ** -30 + b * 2 ** -51));
/** Of either sign, uniform in the exponent. */
const sized = (lowest: number, highest: number): fc.Arbitrary<number> =>
  fc
    .tuple(between(1, 2), fc.integer({ min: lowest, max: highest }), fc.constantFrom(1, -1))
    .map(([mantissa, exponent, sign]) => sign * mantissa * 2 ** exponent);

/**
 * In ulp: the bounds that the docstrings promise. Measured on 10⁵ numbers each, against mpmath: 0.84 for exp, 1.17 expm1, 0.80
 * log, 0.77 log1p, 1.48 tanh, 1.39 erf.
 */
describe("to the last digit", () => {
  const exponents = fc.oneof(between(-745.13, 709.78), between(-2, 2), between(-745.13, -708));
  law("exp is right to 1 ulp, to the border of the doubles and among the subnormal ones", exponents, (x) => {
    const [mantissa, k] = precise.exponential(precise.fixed(x));
    expect(precise.errorInUlps(exp(x), mantissa, Number(k))).toBeLessThan(1);
  });

  law("expm1 to 2", fc.oneof(between(-45, 45), between(-1, 1), sized(-60, 4)), (x) => {
    const exact = precise.exp(precise.fixed(x)) - precise.ONE;
    expect(precise.errorInUlps(expm1(x), exact)).toBeLessThan(2);
  });

  const sizes = fc.oneof(
    sized(-1074, 1022),
    between(0.5, 2),
    sized(-54, -1).map((x) => 1 + x),
  );
  law("log to 1, near 1 and among the subnormal numbers too", sizes, (signed) => {
    const x = Math.abs(signed) || 1;
    let [mantissa, k] = [x, 0n];
    for (; mantissa < 1; mantissa *= 2) k--;
    for (; mantissa >= 2; mantissa /= 2) k++;
    const exact = precise.log(precise.fixed(mantissa)) + k * precise.LOG2;
    expect(precise.errorInUlps(log(x), exact)).toBeLessThan(1);
  });

  const above = fc.oneof(between(-0.5, 3), sized(-60, -2), sized(0, 60).map(Math.abs));
  law("log1p to 2", above, (x) => {
    expect(precise.errorInUlps(log1p(x), precise.log(precise.ONE + precise.fixed(x)))).toBeLessThan(2);
  });

  law("tanh to 2", fc.oneof(between(-20, 20), between(-1, 1), sized(-60, 2)), (x) => {
    expect(precise.errorInUlps(tanh(x), precise.tanh(precise.fixed(x)))).toBeLessThan(2);
  });

  law("erf to 2", fc.oneof(between(-6, 6), between(-1.2, 1.2), sized(-60, 1)), (x) => {
    expect(precise.errorInUlps(erf(x), precise.erf(precise.fixed(x)))).toBeLessThan(2);
  });
});

law("cos 2πv is right to 2⁻⁵²", between(0, 1), (v) => {
  // A reference that rounds 2πv to 3 · 2⁻⁵³ · 2π, and has an error of its own.
  expect(Math.abs(cosineOfTurns(v) - Math.cos(2 * Math.PI * v))).toBeLessThanOrEqual(2 ** -52 + 2 ** -49);
  expect([0, 0.25, 0.5, 0.75, 1].map(cosineOfTurns).map((value) => value + 0)).toEqual([1, 0, -1, 0, 1]);
});

it("cos 2πv is ±√½ at the odd eighths of a turn", () => {
  for (const [eighth, sign] of [
    [1, 1],
    [3, -1],
    [5, -1],
    [7, 1],
  ])
    expect(Math.abs(cosineOfTurns(eighth / 8) - sign * Math.SQRT1_2)).toBeLessThanOrEqual(2 ** -52);
});

it("limits, signs of zero and borders are exact", () => {
  const ends = [-Infinity, -0, 0, Infinity, NaN];
  expect(ends.map(exp)).toEqual([0, 1, 1, Infinity, NaN]);
  expect(ends.map(expm1)).toEqual([-1, -0, 0, Infinity, NaN]);
  expect(ends.map(log)).toEqual([NaN, -Infinity, -Infinity, Infinity, NaN]);
  expect(ends.map(log1p)).toEqual([NaN, -0, 0, Infinity, NaN]);
  expect(ends.map(tanh)).toEqual([-1, -0, 0, 1, NaN]);
  expect(ends.map(sigmoid)).toEqual([0, 0.5, 0.5, 1, NaN]);
  // The last finite results, and the first that are not: log of the largest double, and of half the smallest.
  expect([709.782712893384, 709.7827128933841].map(exp).map(Number.isFinite)).toEqual([true, false]);
  expect([709.782712893384, 709.7827128933841].map(expm1).map(Number.isFinite)).toEqual([true, false]);
  expect([-745.1332191019411, -745.1332191019412].map(exp)).toEqual([5e-324, 0]);
  expect([-1, -2].map(log1p)).toEqual([-Infinity, NaN]);
  expect([2 ** -1074, 2 ** -1024, 2 ** -1022].map(log)).toEqual([
    -744.4400719213812,
    -1024 * Math.LN2,
    -708.3964185322641,
  ]);
  expect([2 ** 512, Number.MAX_VALUE].map(log)).toEqual([512 * Math.LN2, 709.782712893384]);
  // 1 ulp of 693, and half of one that the product is off.
  expect(Math.abs(log(2 ** 1000) - 1000 * Math.LN2)).toBeLessThan(1.5 * 2 ** -43);
  expect([log(1), log(-1), log1p(-1 + 2 ** -53)]).toEqual([0, NaN, -53 * Math.LN2]);
  expect([5e-324, -(2 ** -60)].map((x) => [expm1(x), log1p(x), tanh(x)])).toEqual([
    [5e-324, 5e-324, 5e-324],
    [-(2 ** -60), -(2 ** -60), -(2 ** -60)],
  ]);
});

it("nothing falls where a formula takes over from another", () => {
  const after = (x: number): number => x + precise.ulp(x);
  for (const x of [0.75 - 2 ** -53, 0.75]) expect(tanh(after(x))).toBeGreaterThanOrEqual(tanh(x));
  for (const x of [1 - 2 ** -53, 1]) expect(erf(after(x))).toBeGreaterThanOrEqual(erf(x));
  for (const x of [Math.SQRT2 - 1, 2 ** -54]) expect(log1p(after(x))).toBeGreaterThanOrEqual(log1p(x));
  for (const x of [Math.LN2 / 2, 1.5 * Math.LN2, 20 * Math.LN2])
    for (const f of [exp, expm1]) expect(f(after(x))).toBeGreaterThanOrEqual(f(x));
});

law("power is repeated multiplication", fc.tuple(between(0.5, 1), fc.nat(200)), ([x, n]) => {
  let product = 1;
  for (let k = 0; k < n; k++) product *= x;
  // Either rounds at most n times.
  expect(Math.abs(power(x, n) - product)).toBeLessThanOrEqual(2 * n * 2 ** -53 * product);
});

/** FNV-1a of the bytes. */
function hash(values: Float64Array): number {
  let code = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer)) code = Math.imul(code ^ byte, 0x01000193);
  return code >>> 0;
}

it("in every engine the bits are these", () => {
  const sample = Float64Array.from({ length: 4000 }, (_, at) => (at - 2000) / 128 + at * 2 ** -40);
  const functions = { exp, expm1, log1p, tanh, erf, sigmoid, log: (x: number) => log(Math.abs(x)) };
  const codes = Object.entries(functions).map(([name, f]) => [name, hash(sample.map(f))]);
  expect(Object.fromEntries(codes)).toEqual({
    exp: 2205039058,
    expm1: 27399569,
    log1p: 626130797,
    tanh: 3754220039,
    erf: 3046460263,
    sigmoid: 997747134,
    log: 4242211386,
  });
});

describe("sin and cos", () => {
  /** Theirs is within 1 ulp, as fdlibm is; ours within 4. */
  const near = (ours: number, theirs: number): void =>
    expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(5 * ulpOf(theirs));
  const ulpOf = (y: number): number => 2 ** (Math.floor(Math.log2(Math.abs(y) + 2 ** -1022)) - 52);
  const anySize = fc
    .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -60, max: 1023 }))
    .map(([x, k]) => x * 2 ** k);

  law("are those of the platform within the errors of both, for numbers of every size", anySize, (x) => {
    near(sin(x), Math.sin(x));
    near(cos(x), Math.cos(x));
  });

  law(
    "near multiples of π/2, where all but the last digits cancel",
    fc.integer({ min: -(2 ** 30), max: 2 ** 30 }),
    (k) => {
      near(sin((k * Math.PI) / 2), Math.sin((k * Math.PI) / 2));
      near(cos((k * Math.PI) / 2), Math.cos((k * Math.PI) / 2));
    },
  );

  it("the double that is nearest of all to a multiple of π/2 is told from it", () => {
    near(cos(6381956970095103 * 2 ** 797), -4.687165924254624e-19);
  });

  it("of −0 and of what is not a number", () => {
    expect([sin(-0), cos(0), sin(NaN), sin(Infinity), cos(-Infinity)]).toEqual([-0, 1, NaN, NaN, NaN]);
  });
});
