import { ValueError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { cholesky, inverseOf, solveInPlace } from "../../src/row/cholesky.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, largest, u } from "../../../network/test/support/near.ts";
import { drawnRows } from "../../../network/test/support/positive-definite.ts";

/** H x. */
const times = (H: Float64Array, x: Float64Array): Float64Array =>
  x.map((_, i) => x.reduce((sum, x_k, k) => sum + H[i * x.length + k] * x_k, 0));

describe("the Cholesky factor", () => {
  // A backward stable solution leaves a residual of some n² u |H| |x|; n is six at most.
  law("solves H x = b", drawnRows, ({ H, J, W }) => {
    const x = W.slice();
    solveInPlace(cholesky("test", H, J), x);
    expectNear(times(H, x), W, 200 * u * J * largest(H) * largest(x));
  });

  law("gives the inverse, column by column", drawnRows, ({ H, J }) => {
    const inverse = inverseOf(cholesky("test", H, J), J);
    for (let i = 0; i < J; i++) {
      const unit = new Float64Array(J);
      unit[i] = 1;
      const column = inverse.slice(i * J, (i + 1) * J);
      expectNear(times(H, column), unit, 200 * u * J * largest(H) * largest(inverse));
    }
  });

  it("of [4, 2; 2, 5] is [2, 0; 1, 2]", () => {
    expect([...cholesky("test", Float64Array.of(4, 2, 2, 5), 2)]).toEqual([2, 0, 1, 2]);
  });

  it("of a matrix that is not positive definite is refused, with the pivot", () => {
    const refusal = new ValueError("test", "a positive definite matrix", "the pivot -3 in row 1");
    expect(() => cholesky("test", Float64Array.of(1, 2, 2, 1), 2)).toThrow(refusal);
    expect(() => cholesky("test", Float64Array.of(1, 1, 1, 1), 2)).toThrow("the pivot 0 in row 1");
    expect(() => cholesky("test", Float64Array.of(NaN), 1)).toThrow("the pivot NaN in row 0");
  });
});
