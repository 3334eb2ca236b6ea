import { readFileSync } from "node:fs";
import { ValueError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { diffusionSorptionSystem } from "../src/diffusion-sorption/equation.ts";
import { initialValue } from "../src/diffusion-sorption/initial-values.ts";
import { integrate } from "../src/diffusion-sorption/integrate.ts";
import { rodasp } from "../src/diffusion-sorption/rodasp.ts";
import type { TridiagonalSystem } from "../src/diffusion-sorption/rodasp.ts";
import { positions, stored } from "../src/diffusion-sorption/solution.ts";
import { factorize, solve, tridiagonal } from "../src/diffusion-sorption/tridiagonal.ts";
import { solvedOnce } from "./support/solutions.ts";

/** A system of two from its right-hand side and the rows of its Jacobian. */
const pair = (
  f: (y: number, z: number) => readonly [number, number],
  jacobian: (y: number, z: number) => readonly [readonly [number, number], readonly [number, number]],
): TridiagonalSystem => {
  const rate: TridiagonalSystem["rate"] = ([y, z], out) => out.set(f(y, z));
  return {
    size: 2,
    rate,
    rateAndJacobian: (at, out, { lower, diagonal, upper }) => {
      rate(at, out);
      const [[yy, yz], [zy, zz]] = jacobian(at[0], at[1]);
      diagonal.set([yy, zz]);
      upper[0] = yz;
      lower[1] = zy;
    },
  };
};

/** y = e^−t, z = e^−3t = y³: y' = −z / y², z' = −3 y √(y z). No derivative of f vanishes, so every order condition counts. */
const powers = pair(
  (y, z) => [-z / y ** 2, -3 * y ** 1.5 * z ** 0.5],
  (y, z) => [
    [(2 * z) / y ** 3, -1 / y ** 2],
    [-4.5 * y ** 0.5 * z ** 0.5, -1.5 * y ** 1.5 * z ** -0.5],
  ],
);
const powersAt = (t: number): readonly [number, number] => [Math.exp(-t), Math.exp(-3 * t)];

/** y = e^−2t, z = e^−t, as stiff as ε is small: the problem of Kaps 1981. */
const kaps = (epsilon: number): TridiagonalSystem =>
  pair(
    (y, z) => [-(1 / epsilon + 2) * y + z ** 2 / epsilon, y - z * (1 + z)],
    (_, z) => [
      [-(1 / epsilon + 2), (2 * z) / epsilon],
      [1, -1 - 2 * z],
    ],
  );
const kapsAt = (t: number): readonly [number, number] => [Math.exp(-2 * t), Math.exp(-t)];

type Solution = (t: number) => readonly [number, number];

/** The largest error at t = 1 after equal steps. */
function errorAfter(steps: number, system: TridiagonalSystem, solution: Solution): number {
  const { startAt, step } = rodasp(system);
  const y = Float64Array.from(solution(0));
  for (let n = 0; n < steps; n++) {
    startAt(y);
    step(1 / steps, y);
  }
  return Math.max(...solution(1).map((exact, k) => Math.abs(exact - y[k])));
}

/** log₂ of what halving the steps gains. */
const orderOf = (system: TridiagonalSystem, solution: Solution, steps: number): number =>
  Math.log2(errorAfter(steps, system, solution) / errorAfter(2 * steps, system, solution));

describe("RODASP", () => {
  // The next power of h still bends the measured order, by about 1/steps.
  it("has order 4", () => {
    expect(Math.abs(orderOf(powers, powersAt, 64) - 4)).toBeLessThan(0.1);
    expect(Math.abs(orderOf(kaps(1), kapsAt, 64) - 4)).toBeLessThan(0.1);
  });

  it("keeps order 4 on a system that is infinitely stiff to all intents and purposes", () => {
    expect(Math.abs(orderOf(kaps(1e-10), kapsAt, 16) - 4)).toBeLessThan(0.1);
  });

  it("estimates the error of a step by a method of order 3, whose error grows as h⁴", () => {
    const { startAt, step } = rodasp(powers);
    startAt(Float64Array.from(powersAt(0)));
    const order = Math.log2(step(1 / 64, new Float64Array(2)) / step(1 / 128, new Float64Array(2)));
    expect(Math.abs(order - 4)).toBeLessThan(0.1);
  });

  it("damps what is far faster than the step away at once", () => {
    const { startAt, step } = rodasp(kaps(1e-10));
    const next = new Float64Array(2);
    startAt(new Float64Array([7, 1])); // y belongs at z² = 1, and is there after about 1e-9
    step(0.01, next);
    // What is left of the jump of 6 is of the size of ε / h; the rest is the error of the step.
    expect(Math.abs(next[0] - next[1] ** 2)).toBeLessThan(1e-6);
  });
});

describe("integrate", () => {
  /** y' = −1/(2y), y = √(1 − t): no number for y ≤ 0, no solution after t = 1. */
  const falling: TridiagonalSystem = {
    size: 1,
    rate: ([y], f) => f.fill(y > 0 ? -1 / (2 * y) : NaN),
    rateAndJacobian: ([y], f, { diagonal }) => {
      falling.rate(new Float64Array([y]), f);
      diagonal[0] = 1 / (2 * y ** 2);
    },
  };
  const one = new Float64Array([1]);

  it("lands on every time, and shows the start at t = 0", () => {
    const times = [0, 0.1, 0.10001, 0.5, 2];
    const start = Float64Array.from(powersAt(0));
    const { values } = integrate(powers, { start, times, tolerance: 1e-10 });
    // Some hundred steps, each within the tolerance, on a solution that forgets.
    for (const [row, t] of times.entries())
      for (const [k, exact] of powersAt(t).entries())
        expect(Math.abs(values[2 * row + k] - exact)).toBeLessThan(1e-8);
    expect([...values.subarray(0, 2)]).toEqual([1, 1]);
    expect([...start]).toEqual([1, 1]);
  });

  it("takes 10 times the steps, about, for a ten-thousandth of the error", () => {
    const run = (tolerance: number) =>
      integrate(powers, { start: Float64Array.from(powersAt(0)), times: [1], tolerance });
    const [coarse, fine] = [run(1e-6), run(1e-10)];
    const error = ({ values }: { values: Float64Array }): number => Math.abs(values[0] - Math.exp(-1));
    expect(fine.accepted / coarse.accepted).toBeGreaterThan(5);
    expect(fine.accepted / coarse.accepted).toBeLessThan(20);
    expect(error(coarse) / error(fine)).toBeGreaterThan(1e3);
  });

  it("repeats a step that left the domain of f", () => {
    const { values, rejected } = integrate(falling, { start: one, times: [0.99], tolerance: 1e-4 });
    expect(rejected).toBeGreaterThan(0);
    expect(Math.abs(values[0] - 0.1)).toBeLessThan(1e-2); // dy/dy(0) is 10 there, and some ten steps err
  });

  it("says where a solution ends", () => {
    const run = () => integrate(falling, { start: one, times: [0.5, 2], tolerance: 1e-6 });
    expect(run).toThrow(ValueError);
    expect(run).toThrow(
      /^integrate: expected a solution up to t = 2; received one that ends at t = (1|0\.9999\d*)$/,
    );
  });

  it("refuses a start where f has no value", () => {
    const run = () => integrate(falling, { start: new Float64Array([-1]), times: [1], tolerance: 1e-6 });
    expect(run).toThrow("integrate: expected a solution up to t = 1; received one that ends at t = 0");
  });

  it("rests where f is 0, in one step to each time", () => {
    const still: TridiagonalSystem = {
      ...falling,
      rate: (_, f) => f.fill(0),
      rateAndJacobian: (_, f) => f.fill(0),
    };
    const { values, accepted, rejected } = integrate(still, { start: one, times: [3, 1e6], tolerance: 1e-6 });
    expect([...values]).toEqual([1, 1]);
    expect([accepted, rejected]).toEqual([2, 0]);
  });
});

describe("the steps of integrate", () => {
  /** y' = f(y) with y' = 1 beside it, so that the second entry is t; `visited` collects where steps start. */
  function clocked(f: (y: number) => number, slope: (y: number) => number) {
    const visited: number[] = [];
    const system = pair(
      (y) => [f(y), 1],
      (y) => [
        [slope(y), 0],
        [0, 0],
      ],
    );
    const rateAndJacobian: TridiagonalSystem["rateAndJacobian"] = (at, out, J) => {
      visited.push(at[1]);
      system.rateAndJacobian(at, out, J);
    };
    return { visited, system: { ...system, rateAndJacobian } };
  }
  const start = new Float64Array([1, 0]);
  const lengths = (visited: readonly number[]): number[] => visited.slice(1).map((t, n) => t - visited[n]);
  /** Where steps start is a sum of the lengths before, rounded each time. */
  const expectClose = (found: readonly number[], expected: readonly number[]): void => {
    expect(found).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 12);
  };

  it("start with tolerance^¼ / max |f| and grow sixfold at most", () => {
    const { visited, system } = clocked(
      () => 0,
      () => 0,
    );
    integrate(system, { start, times: [1], tolerance: 1e-8 });
    expectClose(visited, [0, 0.01, 0.07, 0.43, 1]);
  });

  it("are two halves where the second would be a sliver, and no shorter after a time than planned before it", () => {
    const { visited, system } = clocked(
      () => 0,
      () => 0,
    );
    integrate(system, { start, times: [0.012, 0.012 + 1e-4, 0.03], tolerance: 1e-8 });
    expectClose(visited, [0, 0.006, 0.012, 0.0121, 0.03]);
  });

  it("are each 0.9 (tolerance / error)^¼ times as long as the one before", () => {
    const tolerance = 1e-8;
    const { visited, system } = clocked(
      (y) => -(y ** 2),
      (y) => -2 * y,
    ); // y = 1 / (1 + t)
    const { rejected } = integrate(system, { start, times: [20], tolerance });
    expect(rejected).toBe(0);
    const { startAt, step } = rodasp(system);
    const y = Float64Array.from(start);
    const found = lengths([...visited]);
    for (let n = 0; n < found.length - 3; n++) {
      startAt(y);
      const growth = 0.9 * (tolerance / step(found[n], y)) ** 0.25;
      // The growth is the fourth root of a difference of stages that loses some digits, here up to 8 of 16.
      expect(found[n + 1] / found[n] / Math.min(growth, 6)).toBeCloseTo(1, 6);
    }
    expect(found.length).toBeGreaterThan(20);
  });

  it("shrink fivefold where f has no value, not knowing better", () => {
    const { visited, system } = clocked(
      (y) => (y > 0 ? -1 / (2 * y) : NaN),
      (y) => 1 / (2 * y ** 2),
    );
    expect(() => integrate(system, { start, times: [2], tolerance: 1e4 })).toThrow(ValueError);
    expect(lengths(visited)[0]).toBeCloseTo(0.4, 12);
  });
});

describe("a tridiagonal matrix", () => {
  const entry = fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000);
  const row = fc.record({
    lower: entry,
    upper: entry,
    excess: fc.integer({ min: 1, max: 5 }),
    sign: fc.constantFrom(-1, 1),
    b: entry,
  });

  it("is solved as elimination with pivots solves the same matrix written out", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (drawn) => {
        const lower = drawn.map((each) => each.lower);
        const upper = drawn.map((each) => each.upper);
        const diagonal = drawn.map(
          (each) => each.sign * (Math.abs(each.lower) + Math.abs(each.upper) + each.excess),
        );
        const b = drawn.map((each) => each.b);
        const dense = drawn.map((_, k) =>
          drawn.map((__, j) => (j === k - 1 ? lower[k] : j === k ? diagonal[k] : j === k + 1 ? upper[k] : 0)),
        );

        const x = Float64Array.from(b);
        const A = {
          lower: Float64Array.from(lower),
          diagonal: Float64Array.from(diagonal),
          upper: Float64Array.from(upper),
        };
        factorize(A);
        solve(A, x);
        // Every row exceeds the sum beside its diagonal by at least 1, so ‖A⁻¹‖ ≤ 1, ‖A‖ ≤ 17, and |x| ≤ 3.
        for (const [k, expected] of solveDense(dense, b).entries())
          expect(Math.abs(x[k] - expected)).toBeLessThan(1e-13);
      }),
    );
  });
});

/** Gaussian elimination with partial pivoting. */
function solveDense(matrix: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = matrix.map((row, k) => [...row, b[k]]);
  const N = b.length;
  for (let k = 0; k < N; k++) {
    let pivot = k;
    for (let i = k; i < N; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = k + 1; i < N; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= N; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Array<number>(N).fill(0);
  for (let k = N - 1; k >= 0; k--) {
    const known = x.reduce((sum, value, j) => (j > k ? sum + rows[k][j] * value : sum), 0);
    x[k] = (rows[k][N] - known) / rows[k][k];
  }
  return x;
}

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
  const url = new URL(`./fixtures/diffusion-sorption/${name}.json`, import.meta.url);
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

  // The first of the data set, and both ends of what it draws; all eight of the reference in `npm run test:thorough`.
  it("is that of another solver at every time, on 64 cells", () => {
    const { u0, t, cell_index: cells, u } = fixture("reference");
    const checked = isThorough ? [...u0.keys()] : [0, 6, 7];
    const worst = checked.map((sample) => {
      const value = u0[sample];
      const { values } = solvedOnce(value);
      const errors = t.flatMap((_, row) =>
        cells.map((cell, column) => Math.abs(values[row * stored.cells + cell] - u[sample][row][column])),
      );
      return Math.max(...errors);
    });
    expect(Math.max(...worst)).toBeLessThan(tolerance);
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
