import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diffusionSorptionSystem } from "../src/diffusion-sorption/equation.ts";
import type { TridiagonalSystem } from "../src/diffusion-sorption/rodasp.ts";
import { rk45 } from "../src/pdebench/rk45.ts";

/** What SciPy made: fixtures/pdebench/make-rk45.py. */
const scipy = JSON.parse(readFileSync(new URL("./fixtures/pdebench/rk45.json", import.meta.url), "utf8")) as {
  readonly cells: number;
  readonly u0: number;
  readonly times: number[];
  readonly evaluations: number;
  readonly u: number[][];
};

/** y' = −y. */
const decay: TridiagonalSystem = {
  size: 1,
  rate: ([y], f) => f.fill(-y),
  rateAndJacobian: () => undefined,
};
const errorAt = (times: readonly number[], tolerance: number): number => {
  const { values } = rk45(decay, {
    start: Float64Array.of(1),
    times,
    tolerance: { relative: tolerance, absolute: 1e-300 },
  });
  return Math.max(...times.map((t, at) => Math.abs(values[at] / Math.exp(-t) - 1)));
};

describe("RK45", () => {
  it("is SciPy's, step by step", () => {
    const start = new Float64Array(scipy.cells).fill(scipy.u0);
    const { values, accepted, rejected } = rk45(diffusionSorptionSystem(scipy.cells), {
      start,
      times: scipy.times,
    });
    // Six evaluations a step, one at the start and one for the first step's length.
    expect(6 * (accepted + rejected) + 2).toBe(scipy.evaluations);
    // The same steps, in which powers and sums are rounded otherwise.
    for (const [at, u] of scipy.u.flat().entries()) expect(Math.abs(values[at] - u)).toBeLessThan(1e-12);
  });

  it("has an error in proportion to its tolerance, at the ends of steps and between them", () => {
    const times = Array.from({ length: 21 }, (_, k) => k / 7);
    expect(errorAt(times, 1e-6)).toBeLessThan(1e-5);
    expect(errorAt(times, 1e-10)).toBeLessThan(1e-9);
  });

  it("ends where there is no solution any more", () => {
    const falling: TridiagonalSystem = { ...decay, rate: ([y], f) => f.fill(y > 0 ? -1 / (2 * y) : NaN) };
    expect(() => rk45(falling, { start: Float64Array.of(1), times: [2] })).toThrow(
      /^rk45: expected a solution up to t = 2/,
    );
  });
});
