import { map } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { layerStatistics, scoreLayer } from "../../src/index.ts";
import type { LayerScores } from "../../src/index.ts";
import { energyValues, few, matrices } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";

const layers = fc
  .tuple(few(1, 6), few(1, 3), few(1, 3))
  .chain(([N, I, J]) => fc.record({ W: matrices(I, J), X: matrices(N, J), G: matrices(N, I, energyValues) }));
const times = (c: number, x: Tensor): Tensor => map((value) => c * value, x);
const score = (W: Tensor, X: Tensor, G: Tensor): LayerScores => scoreLayer(W, layerStatistics(X, G));

describe("the scores of a layer", () => {
  // By powers of two every step scales without rounding.
  law("inputs × 4: δ × 4 and I × 16", layers, ({ W, X, G }) => {
    const { importance, compensation } = score(W, X, G);
    expect(score(W, times(4, X), G)).toEqual({
      importance: times(16, importance),
      compensation: times(4, compensation),
    });
  });

  law("outputs × 4, G × 16: the same δ, and I × 16", layers, ({ W, X, G }) => {
    const { importance, compensation } = score(W, X, G);
    expect(score(W, X, times(16, G))).toEqual({ importance: times(16, importance), compensation });
  });

  law("weights × 4: δ × 4 and I × 16", layers, ({ W, X, G }) => {
    const { importance, compensation } = score(W, X, G);
    expect(score(times(4, W), X, G)).toEqual({
      importance: times(16, importance),
      compensation: times(4, compensation),
    });
  });

  law("inputs + 8: δ + 8 W and the same I", layers, ({ W, X, G }) => {
    const { importance, compensation } = score(W, X, G);
    const moved = score(
      W,
      map((x) => x + 8, X),
      G,
    );
    // |x| ≤ 10 and Σ G / N ≤ 4, in at most six terms.
    expectNear(
      moved.compensation,
      compensation.data.map((delta, ij) => delta + 8 * W.data[ij]),
      1000 * u,
    );
    expectNear(moved.importance, importance, 1e5 * u);
  });
});
