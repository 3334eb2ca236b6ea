import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { erf, erfc, normalCdf, normalPdf } from "../src/index.ts";
import references from "./fixtures/special.json" with { type: "json" };
import { law } from "../../../test-setup/law.ts";

/**
 * The relative error that the docstrings promise. Measured on 60 000 numbers each: at most 1.4 units in the last place for erf,
 * 3.4 for erfc, 3.8 for Φ and 2.1 for φ; a unit is 2.2e−16 or less.
 */
const PROMISED = 1e-15;
/** Beside it half a unit of the reference's own rounding, and whole units where numbers are subnormal. */
const allowed = (reference: number): number => (PROMISED + 2 ** -53) * Math.abs(reference) + 2 ** -1073;

/** Fixtures by mpmath to 50 digits; see fixtures/special.py. */
describe.each([
  { name: "erf", f: erf, column: 1 },
  { name: "erfc", f: erfc, column: 2 },
  { name: "Φ", f: normalCdf, column: 3 },
  { name: "φ", f: normalPdf, column: 4 },
])("$name", ({ f, column }) => {
  it("is the reference to a relative error of 1e−15, from −38.3 to 38.3", () => {
    for (const row of references)
      expect(Math.abs(f(row[0]) - row[column]), `x = ${row[0]}`).toBeLessThanOrEqual(allowed(row[column]));
  });

  it("of NaN is NaN", () => {
    expect(f(NaN)).toBeNaN();
  });
});

it("the limits are exact", () => {
  expect([-Infinity, -1e300, 1e300, Infinity].map(erf)).toEqual([-1, -1, 1, 1]);
  expect([-Infinity, -1e300, 1e300, Infinity].map(erfc)).toEqual([2, 2, 0, 0]);
  expect([-Infinity, -1e300, 1e300, Infinity].map(normalCdf)).toEqual([0, 0, 1, 1]);
  expect([-Infinity, -1e300, 1e300, Infinity].map(normalPdf)).toEqual([0, 0, 0, 0]);
  expect([erf(0), erf(-0), erfc(0), normalCdf(0)]).toEqual([0, -0, 1, 0.5]);
});

const reals = fc.double({ min: -40, max: 40, noNaN: true });
/** fc.double seldom leaves the tiny numbers, this one is uniform. */
const spread = fc.integer({ min: -4_000_000, max: 4_000_000 }).map((n) => n / 100_000);
const anywhere = fc.oneof(reals, spread);

law("erf is odd, φ even", anywhere, (x) => {
  expect(erf(-x)).toBe(-erf(x));
  expect(normalPdf(-x)).toBe(normalPdf(x));
});

// Each term is right to 1e−15 of at most 2 and 1; their sum is rounded once more.
law("erf x + erfc x = 1", anywhere, (x) => {
  expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThanOrEqual(3 * PROMISED);
});

law("Φ(x) + Φ(−x) = 1", anywhere, (x) => {
  expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThanOrEqual(PROMISED);
});

law(
  "Φ(x) = erfc(−x / √2) / 2, but for the rounding of x / √2, which the tail magnifies by x²",
  anywhere,
  (x) => {
    const byErfc = erfc(-x / Math.SQRT2) / 2;
    // Below 1e−300 the numbers thin out.
    const bound = (2 * PROMISED + 2 * x * x * 2 ** -52) * byErfc + 1e-300;
    expect(Math.abs(normalCdf(x) - byErfc)).toBeLessThanOrEqual(bound);
  },
);

// Two neighbouring doubles may change places by their rounding, nothing else.
law("erf and Φ rise, erfc falls", fc.tuple(anywhere, anywhere), ([a, b]) => {
  const [x, y] = [Math.min(a, b), Math.max(a, b)];
  expect(erf(x)).toBeLessThanOrEqual(erf(y) + allowed(erf(y)) * 2);
  expect(normalCdf(x)).toBeLessThanOrEqual(normalCdf(y) + allowed(normalCdf(y)) * 2);
  expect(erfc(y)).toBeLessThanOrEqual(erfc(x) + allowed(erfc(x)) * 2);
});
