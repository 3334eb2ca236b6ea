import { describe, it } from "vitest";
import { eliminationCosts } from "../../../src/strategies/obs/eliminate.ts";
import { law } from "../../../../../test-setup/law.ts";
import { expectNear, largest, u } from "../../../../network/test/support/near.ts";
import { drawnRows, leastCost } from "../../../../network/test/support/positive-definite.ts";
import type { DrawnRow } from "../../../../network/test/support/positive-definite.ts";

/** The weights in the order in which they go, and what all of them up to each cost together: by trying every one. */
function byTrying(row: DrawnRow): { readonly order: readonly number[]; readonly totals: readonly number[] } {
  const removed = new Set<number>();
  const totals: number[] = [];
  for (const _ of row.W) {
    const tried = [...row.W.keys()]
      .filter((j) => !removed.has(j))
      .map((j) => ({ j, cost: leastCost(row, new Set([...removed, j])).cost }));
    const best = tried.reduce((a, b) => (b.cost < a.cost ? b : a));
    removed.add(best.j);
    totals.push(best.cost);
  }
  return { order: [...removed], totals };
}

describe("the costs of removing one weight of a row after the other", () => {
  law("are the growth of the least cost of all that went, or that of one before", drawnRows, (row) => {
    const { order, totals } = byTrying(row);
    const costs = eliminationCosts("test", row.W, row.H);
    let most = 0;
    // The updates of H⁻¹ and two ways to solve: some κ n² u of a cost, and a cost is at most n |H| |W|², moved weights included.
    const bound = 1e5 * u * row.J ** 2 * largest(row.H) ** 2 * largest(row.W) ** 2;
    for (const [r, q] of order.entries()) {
      most = Math.max(most, totals[r] - (totals[r - 1] ?? 0));
      expectNear([costs[q]], [most], bound);
    }
  });

  it("of two inputs that are almost one are 0.0199 and 4.0001", () => {
    // H = [1.01, 1; 1, 1.01]: the first costs 1 / [H⁻¹]_11 = 1.01 − 1 / 1.01; then w = 1 + 1 / 1.01 at a cost of 1.01 w².
    const costs = eliminationCosts("test", [1, 1], Float64Array.of(1.01, 1, 1, 1.01));
    expectNear(costs, [1.01 - 1 / 1.01, 1.01 * (1 + 1 / 1.01) ** 2], 1e3 * u);
  });

  it("of two that are as cheap are those of the first one going first: 256 and 1024", () => {
    // H⁻¹ = [25, −12; −12, 16] / 256: both cost 256. Then w = 4 + 0.48 · 5 = 6.4, and [H⁻¹]_22 = 1/16 − 0.0225 = 0.04.
    const costs = eliminationCosts("test", [5, 4], Float64Array.of(16, 12, 12, 25));
    expectNear(costs, [256, 1024], 1e5 * u); // some 100 u of a cost
  });

  it("of inputs that vary each for itself are W² H_jj", () => {
    const H = Float64Array.of(2, 0, 0, 0, 4, 0, 0, 0, 1);
    expectNear(eliminationCosts("test", [3, -1, 0], H), [18, 4, 0], 100 * u);
  });
});
