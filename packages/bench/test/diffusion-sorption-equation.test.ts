import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffusionSorptionSystem } from "../src/data/diffusion-sorption/equation.ts";
import { initialValue } from "../src/data/diffusion-sorption/initial-values.ts";
import { positions, stored } from "../src/data/diffusion-sorption/solution.ts";
import { tridiagonal } from "../src/data/diffusion-sorption/tridiagonal.ts";
import { solvedOnce } from "./support/solutions.ts";

/** The files in fixtures/diffusion-sorption; their README says what they hold. */
interface Fixtures {
  readonly reference: {
    readonly u0: readonly number[];
    readonly t: readonly number[];
    readonly cell_index: readonly number[];
    readonly x: readonly number[];
    /** [sample][time][cell] */
    readonly u: readonly (readonly (readonly number[])[])[];
  };
  readonly reference_full: {
    readonly u0: number;
    readonly times: readonly number[];
    /** [time][cell] */
    readonly u: readonly (readonly number[])[];
  };
  readonly u0_seeds: { readonly u0_first_100_seeds: readonly number[] };
}

function fixture<Name extends keyof Fixtures>(name: Name): Fixtures[Name] {
  const url = new URL(`fixtures/diffusion-sorption/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as Fixtures[Name];
}

describe("the system of ordinary differential equations", () => {
  const cells = 6;
  const concentrations = fc
    .array(fc.integer({ min: 20, max: 1000 }), { minLength: cells, maxLength: cells })
    .map((thousandths) => thousandths.map((each) => each / 1000));

  it("has f alike with and without its Jacobian, and a Jacobian equal to (f(u + h e) − f(u − h e)) / 2h", () => {
    const { rate, rateAndJacobian } = diffusionSorptionSystem(cells);
    const f = (u: Float64Array): Float64Array => {
      const result = new Float64Array(cells);
      rate(u, result);
      return result;
    };
    fc.assert(
      fc.property(concentrations, (drawn) => {
        const u = Float64Array.from(drawn);
        const withJacobian = new Float64Array(cells);
        const J = tridiagonal(cells);
        rateAndJacobian(u, withJacobian, J);
        expect(withJacobian).toEqual(f(u));

        const h = 1e-5;
        for (let j = 0; j < cells; j++) {
          const [above, below] = [f(u.with(j, u[j] + h)), f(u.with(j, u[j] - h))];
          for (let k = 0; k < cells; k++) {
            const entry = { [k - 1]: J.lower[k], [k]: J.diagonal[k], [k + 1]: J.upper[k] }[j] ?? 0;
            // |f| < 0.05: its roundoff gives 1e-12 once divided by 2h; h² f'''/6 stays below as R''' ≲ u^−3.1 at u ≥ 0.02.
            expect(Math.abs(entry - (above[k] - below[k]) / (2 * h))).toBeLessThan(1e-7);
          }
        }
      }),
    );
  });

  it("rests where the profile has no curvature, the ghost cells included", () => {
    const { rate } = diffusionSorptionSystem(4);
    const f = new Float64Array(4);
    // From the left ghost cell, 1, down in equal steps of 0.2; f is then 0 except beside the right ghost cell, where
    // D (0.4 − 0.2) / Δx = 0.0004 follows 0.2 instead of 0.
    rate(new Float64Array([0.8, 0.6, 0.4, 0.2]), f);
    const R = 1 + (0.71 / 0.29) * 2880 * 3.5e-4 * 0.874 * (0.2 + 1e-6) ** -0.126;
    for (const k of [0, 1, 2]) expect(Math.abs(f[k])).toBeLessThan(1e-17); // roundoff of 1 times D/Δx² = 0.008
    expect(f[3]).toBeCloseTo(((5e-4 * 16) / R) * 0.0004, 15);
  });
});

describe("the solution", () => {
  // Steps err by up to 1e-7 each, and diffusion forgets; the solver of the reference is a hundred times as exact.
  const tolerance = 1e-7;

  it("is that of another solver at every time, on 64 cells, from 8 initial values", () => {
    const { u0, t, cell_index: cells, u } = fixture("reference");
    const worst = u0.map((value, sample) => {
      const { values } = solvedOnce(value);
      const errors = t.flatMap((_, row) =>
        cells.map((cell, column) => Math.abs(values[row * stored.cells + cell] - u[sample][row][column])),
      );
      return Math.max(...errors);
    });
    expect(Math.max(...worst)).toBeLessThan(tolerance);
    expect(worst).toHaveLength(8);
  });

  it("is that of another solver on all cells at three times", () => {
    const { u0, times, u } = fixture("reference_full");
    const { values } = solvedOnce(u0);
    for (const [index, time] of times.entries()) {
      const row = values.subarray((time / stored.timeStep) * stored.cells).subarray(0, stored.cells);
      expect(Math.max(...u[index].map((exact, cell) => Math.abs(row[cell] - exact)))).toBeLessThan(tolerance);
    }
  });

  it("is thinned out to the times and cells of the reference", () => {
    const { x } = fixture("reference");
    expect(positions).toEqual(x);
  });
});

describe("initial values", () => {
  it("are numpy's RandomState(i).uniform(0, 0.2) to the last bit", () => {
    const { u0_first_100_seeds: expected } = fixture("u0_seeds");
    expect(expected.map((_, sample) => initialValue(sample))).toEqual(expected);
    expect(expected).toHaveLength(100);
  });
});
