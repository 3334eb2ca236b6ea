import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moveKept } from "../../src/row/move-row.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, largest, u } from "../../../network/test/support/near.ts";
import { drawnRows, leastCost } from "../../../network/test/support/positive-definite.ts";
import type { DrawnRow } from "../../../network/test/support/positive-definite.ts";

const cutRows = fc.record({ row: drawnRows, bits: fc.nat(63) });

/** The row without the weights whose bit is 0, moved, and what its bias loses. */
function moved({ J, W, H }: DrawnRow, bits: number) {
  const mask = Uint8Array.from(W, (_, j) => (bits >> j) & 1);
  const after = W.map((W_j, j) => W_j * mask[j]);
  const mean = W.map((_, j) => j + 1);
  const bias = moveKept("test", { before: W, after, mask, curvature: H, mean });
  return { removed: new Set([...mask.keys()].filter((j) => mask[j] === 0)), after, bias, J };
}

describe("the kept weights of a row", () => {
  law("move to where (W_S, −δ)ᵀ H (W_S, −δ) is least, and the bias by δ·μ", cutRows, ({ row, bits }) => {
    const { removed, after, bias, J } = moved(row, bits);
    const { delta } = leastCost(row, removed);
    const kept = Array.from({ length: J }, (_, j) => j).filter((j) => !removed.has(j));
    const expected = row.W.map((W_j, j) => (removed.has(j) ? 0 : W_j + delta[kept.indexOf(j)]));
    // Two solutions, each off by some κ n² u; the eigenvalues of H are 1 and more, and no more than its n largest entries.
    const bound = 400 * u * J * largest(row.H) * largest([...row.W, ...delta]);
    expectNear(after, expected, bound);
    expectNear([bias], [delta.reduce((sum, each, a) => sum + each * (kept[a] + 1), 0)], 40 * bound);
  });

  it("do not change if nothing is removed, if all is removed, and if the outputs do not depend on the row", () => {
    const row: DrawnRow = { J: 2, W: Float64Array.of(1, 2), H: Float64Array.of(2, 1, 1, 2) };
    expect(moved(row, 3)).toMatchObject({ after: row.W, bias: 0 });
    expect(moved(row, 0)).toMatchObject({ after: Float64Array.of(0, 0), bias: 0 });
    expect(moved({ ...row, H: new Float64Array(4) }, 1)).toMatchObject({
      after: Float64Array.of(1, 0),
      bias: 0,
    });
  });

  it("do not change if only zeros are removed, of whatever H", () => {
    const row: DrawnRow = { J: 2, W: Float64Array.of(1, 0), H: Float64Array.of(0, 0, 0, 1) }; // H_KK is 0
    expect(moved(row, 0b01)).toMatchObject({ after: row.W, bias: 0 });
  });

  it("move where H is zero in places, but not throughout", () => {
    // Only 0 and 1 depend on each other: δ_0 = ½ · 4, and weight 2 stays.
    const row: DrawnRow = {
      J: 3,
      W: Float64Array.of(1, 4, 5),
      H: Float64Array.of(4, 2, 0, 2, 4, 0, 0, 0, 4),
    };
    expect(moved(row, 0b101)).toMatchObject({ after: Float64Array.of(3, 0, 5), bias: 2 });
  });

  it("of single precision that get too large are refused", () => {
    const before = Float32Array.of(3e38, 3e38);
    const row = { before, after: Float32Array.of(3e38, 0), mask: Uint8Array.of(1, 0), mean: [0, 0] };
    const curvature = Float64Array.of(1, 0.9, 0.9, 1);
    expect(() => moveKept("test", { ...row, curvature, mean: Float64Array.of(0, 0) })).toThrow(
      /weight 0 of the row \+ 2\.7.*e\+38 in range; received Infinity/,
    );
  });
});
