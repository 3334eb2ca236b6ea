import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factorize, solve } from "../src/data/diffusion-sorption/tridiagonal.ts";

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
