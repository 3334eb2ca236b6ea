import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedNumbers, complexNumbers, duals, reals } from "../src/index.ts";
import type { Arithmetic, Complex } from "../src/index.ts";
import { extrapolate } from "../src/slopes/extrapolate.ts";
import { gelu, sigmoid, softplus, tanh } from "../specs/formulas.ts";
import type { Scalar } from "../specs/formulas.ts";

const ordinary = fc.integer({ min: -3000, max: 3000 }).map((k) => k / 1000);
const functions: readonly (readonly [string, Scalar, (x: number) => number])[] = [
  ["tanh", tanh, (x) => 1 / Math.cosh(x) ** 2],
  ["sigmoid", sigmoid, (x) => 1 / ((1 + Math.exp(-x)) * (1 + Math.exp(x)))],
  ["softplus", softplus, (x) => 1 / (1 + Math.exp(-x))],
  ["√(1 + x²)", (A, x) => A.sqrt(A.add(A.of(1), A.mul(x, x))), (x) => x / Math.sqrt(1 + x * x)],
  ["log(1 + x²)", (A, x) => A.log(A.add(A.of(1), A.mul(x, x))), (x) => (2 * x) / (1 + x * x)],
];

/** A number as a quotient of whole ones, in which eighths are computed with exactly. */
type Fraction = readonly [bigint, bigint];

const fractions: Pick<Arithmetic<Fraction>, "of" | "add" | "sub" | "mul" | "div"> = {
  of: (x) => [BigInt(x * 8), 8n],
  add: ([a, b], [c, d]) => [a * d + c * b, b * d],
  sub: ([a, b], [c, d]) => [a * d - c * b, b * d],
  mul: ([a, b], [c, d]) => [a * c, b * d],
  div: ([a, b], [c, d]) => [a * d, b * c],
};

/** |x − a/b|, where x is a double, computed without rounding but for the last step. */
function distance(x: number, [a, b]: Fraction): number {
  const scale = 2 ** Math.max(0, 60 - Math.floor(Math.log2(Math.abs(x) || 1)));
  const difference = BigInt(x * scale) * b - a * BigInt(scale);
  return (
    Number(((difference < 0n ? -difference : difference) * 2n ** 64n) / (b < 0n ? -b : b)) / 2 ** 64 / scale
  );
}

describe("numbers that bound their own rounding", () => {
  it("|value − exact| ≤ error, for every rational expression", () => {
    const eighths = fc.integer({ min: 1, max: 80 }).map((k) => k / 8);
    const steps = fc.array(fc.tuple(fc.constantFrom("add", "sub", "mul", "div"), eighths), { maxLength: 8 });
    fc.assert(
      fc.property(eighths, steps, (start, program) => {
        let bounded = boundedNumbers.of(start);
        let exact = fractions.of(start);
        for (const [name, x] of program) {
          bounded = boundedNumbers[name](bounded, boundedNumbers.of(x));
          exact = fractions[name](exact, fractions.of(x));
        }
        expect(distance(bounded.value, exact)).toBeLessThanOrEqual(bounded.error);
      }),
    );
  });

  it("remember what cancels: the error of (1 + x) − 1 is that of 1, not of x", () => {
    const one = boundedNumbers.of(1);
    const { value, error } = boundedNumbers.sub(boundedNumbers.add(one, boundedNumbers.of(1e-10)), one);
    expect(Math.abs(value - 1e-10)).toBeLessThanOrEqual(error);
    expect(error).toBeGreaterThan(1e-17);
  });
});

describe("the error of", () => {
  const [u, tiny] = [2 ** -53, 2 ** -1022];
  const { add, sub, mul, div, exp, log, sqrt } = boundedNumbers;
  const number = (value: number, error = 0) => ({ value, error });

  it("a sum and a difference is that of both terms, and a rounding of the result", () => {
    expect(add(number(3, 1 / 2), number(4, 1 / 4))).toEqual(number(7, 3 / 4 + 7 * u));
    expect(sub(number(3, 1 / 2), number(4, 1 / 4))).toEqual(number(-1, 3 / 4 + u));
  });

  it("a product has three parts, and a product with an exact 0 none", () => {
    expect(mul(number(-3, 1 / 2), number(4, 1 / 4))).toEqual(number(-12, 3 / 4 + 2 + 1 / 8 + 12 * u));
    expect(mul(number(0, 1 / 2), number(4, 1 / 4))).toEqual(number(0, 2 + 1 / 8));
    expect([mul(number(0), number(5, 1)), mul(number(5, 1), number(0))]).toEqual([number(0), number(0)]);
    expect(mul(number(2 ** -600), number(2 ** -600))).toEqual(number(0, tiny)); // it may have been lost
    expect(mul(number(Infinity), number(2)).error).toBe(Infinity);
    expect(mul(number(0), number(1, Infinity))).toEqual(number(0));
  });

  it("a quotient goes by the smallest divisor, and is unknown if that is 0", () => {
    expect(div(number(6, 1 / 2), number(-2, 1 / 4))).toEqual(number(-3, (1 / 2 + 3 / 4) / (7 / 4) + 3 * u));
    expect([div(number(1), number(1, 1)).error, div(number(1), number(0)).error]).toEqual([
      Infinity,
      Infinity,
    ]);
    expect(div(number(0), number(2, 1 / 4))).toEqual(number(0));
  });

  it("a function is how far it goes on the worse side, and its own roundings", () => {
    expect(exp(number(1, 1 / 2))).toEqual(number(Math.E, Math.E * Math.expm1(1 / 2) + 2 * u * Math.E));
    expect(log(number(2, 1 / 2))).toEqual(number(Math.LN2, -Math.log1p(-1 / 4) + 2 * u * Math.LN2));
    expect(sqrt(number(4, 1 / 2))).toEqual(number(2, 1 / 4 + 2 * u));
    expect([log(number(0)).error, sqrt(number(0)).error]).toEqual([Infinity, tiny]);
  });
});

describe("functions of numbers with an error", () => {
  it("pass it on: exp and log of (100 + x) − 100 are as wrong as that is, and no more than they say", () => {
    const hundred = boundedNumbers.of(100);
    const x = 0.1;
    const cancelled = boundedNumbers.sub(boundedNumbers.add(hundred, boundedNumbers.of(x)), hundred);
    for (const name of ["exp", "log", "sqrt"] as const) {
      const { value, error } = boundedNumbers[name](cancelled);
      expect(Math.abs(value - Math[name](x))).toBeLessThanOrEqual(error);
      expect(Math.abs(value - Math[name](x))).toBeGreaterThan(0);
    }
  });
});

describe("complex numbers", () => {
  const numbers = fc.record({ re: ordinary, im: ordinary }).filter(({ re, im }) => re !== 0 || im !== 0);

  it("(a / b) b = a, to a few roundings", () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const again = complexNumbers.mul(complexNumbers.div(a, b), b);
        const bound = 16 * 2 ** -53 * Math.hypot(a.re, a.im);
        expect(Math.hypot(again.re - a.re, again.im - a.im)).toBeLessThanOrEqual(bound);
      }),
    );
  });
});

describe("a complex quotient", () => {
  it.each<[Complex, Complex, Complex]>([
    [
      { re: 4, im: 2 },
      { re: 2, im: 0 },
      { re: 2, im: 1 },
    ],
    [
      { re: 4, im: 2 },
      { re: 0, im: 2 },
      { re: 1, im: -2 },
    ],
    [
      { re: 3, im: 4 },
      { re: 1, im: 1 },
      { re: 3.5, im: 0.5 },
    ],
    [
      { re: 5, im: 10 },
      { re: 2, im: 1 },
      { re: 4, im: 3 },
    ],
    [
      { re: 5, im: 10 },
      { re: 1, im: 2 },
      { re: 5, im: 0 },
    ],
    [
      { re: 1e300, im: 1e300 },
      { re: 0, im: 1e300 },
      { re: 1, im: -1 },
    ],
    [
      { re: 1e300, im: 1e300 },
      { re: 1e300, im: 0 },
      { re: 1, im: 1 },
    ],
  ])("%o / %o = %o", (a, b, quotient) => {
    expect(complexNumbers.div(a, b)).toEqual(quotient);
  });
});

describe("functions of complex numbers", () => {
  const small = fc.integer({ min: -300, max: 300 }).map((k) => k / 100);
  const near = fc.record({ re: small, im: small });
  const { add, sub, mul, exp, log, sqrt } = complexNumbers;
  const distanceOf = (a: Complex, b: Complex): number => Math.hypot(a.re - b.re, a.im - b.im);

  it("are those of powers: exp (a + b) = exp a exp b, log exp a = a, (√a)² = a, to a few roundings", () => {
    fc.assert(
      fc.property(near, near, (a, b) => {
        const [sum, product] = [exp(add(a, b)), mul(exp(a), exp(b))];
        expect(distanceOf(sum, product)).toBeLessThanOrEqual(32 * 2 ** -53 * Math.exp(a.re + b.re));
        expect(distanceOf(log(exp(a)), a)).toBeLessThanOrEqual(32 * 2 ** -53);
        const right = { re: Math.abs(a.re) + 1 / 64, im: a.im };
        const root = sqrt(right);
        expect(distanceOf(mul(root, root), right)).toBeLessThanOrEqual(
          32 * 2 ** -53 * Math.hypot(right.re, right.im),
        );
        expect(root.re).toBeGreaterThan(0);
        expect(distanceOf(sub(add(a, b), b), a)).toBeLessThanOrEqual(8 * 2 ** -53 * 6);
      }),
    );
  });
});

describe.each(functions)("%s", (_, f, slope) => {
  it("has the same value in every arithmetic", () => {
    fc.assert(
      fc.property(ordinary, (x) => {
        expect(complexNumbers.real(f(complexNumbers, complexNumbers.of(x)))).toBeCloseTo(f(reals, x), 14);
        expect(f(boundedNumbers, boundedNumbers.of(x)).value).toBe(f(reals, x));
        expect(f(duals(reals), { x, dx: 1 }).x).toBe(f(reals, x));
      }),
    );
  });

  it("has its derivative as the ε of duals, and as the imaginary part over the step", () => {
    // 20 roundings of numbers of size 1.
    fc.assert(
      fc.property(ordinary, (x) => {
        expect(Math.abs(f(duals(reals), { x, dx: 1 }).dx - slope(x))).toBeLessThan(20 * 2 ** -53);
        const h = 1e-100;
        expect(Math.abs(f(complexNumbers, { re: x, im: h }).im / h - slope(x))).toBeLessThan(20 * 2 ** -53);
      }),
    );
  });
});

it("gelu by its series and by its continued fraction meet at 5", () => {
  const [below, above] = [5 - 2 ** -50, 5];
  expect(Math.abs(gelu(reals, above) - gelu(reals, below))).toBeLessThan(2 ** -48);
});

describe("extrapolation", () => {
  const steps = Array.from({ length: 8 }, (_, k) => 2 ** -k / 4);

  it("finds the limit of central differences within the error it states", () => {
    fc.assert(
      fc.property(ordinary, (x) => {
        const values = steps.map((h) => (Math.sin(x + h) - Math.sin(x - h)) / (2 * h));
        // sin is right within 2u, its argument within u |x + h|.
        const noise = steps.map((h) => (2 ** -53 * (2 + Math.abs(x) + h)) / h);
        const { value, error } = extrapolate(values, noise, 2);
        expect(Math.abs(value - Math.cos(x))).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(1e-11);
      }),
    );
  });

  it("finds the limit of one-sided differences within the error it states", () => {
    fc.assert(
      fc.property(ordinary, (x) => {
        const values = steps.map((h) => (Math.exp(x + h) - Math.exp(x)) / h);
        const noise = steps.map((h) => (2 ** -53 * Math.exp(x + h) * (4 + Math.abs(x))) / h);
        const { value, error } = extrapolate(values, noise, 1);
        expect(Math.abs(value - Math.exp(x))).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(1e-9 * Math.exp(x));
      }),
    );
  });

  it("takes no step for better than the noise in it", () => {
    // (4 · 2 + 1) / 3, the noise of A₁₁: further rows only add to it.
    expect(extrapolate([1, 1, 1], [1, 2, 4], 2)).toEqual({ value: 1, error: 3, noise: 3 });
  });
});
