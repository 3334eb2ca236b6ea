import { layerInputs } from "@espalier/network";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { cases, casesOf, networks, numbers } from "../../../network/test/support/arbitraries.ts";
import { inner } from "../../../network/test/support/jacobian.ts";
import type { Slopes } from "../../../network/test/support/jacobian.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude, mean, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";
import { weightScores } from "../support/scores.ts";

/** E[Σ_m (W ∂_W NN_m − δ ∂_b NN_m)²], from Jacobians that are written out. */
function cost({ W_ij, byWeight, byBias }: Slopes, delta: number, N: number): number {
  const change = byWeight.map((slope, nm) => W_ij * slope - delta * byBias[nm]);
  return inner(change, change, N);
}

/**
 * What two ways to compute a cost may differ by: some ten roundings a term and at most six samples, in terms no larger
 * than these squares; and the square of what the best δ itself is off by.
 */
function rounding({ W_ij, byWeight, byBias }: Slopes, delta: number, N: number, size: number): number {
  const terms = byWeight.map((slope, nm) => Math.abs(W_ij * slope) + Math.abs(delta * byBias[nm]));
  return 100 * u * inner(terms, terms, N) + inner(byBias, byBias, N) * (100 * u * W_ij * size) ** 2;
}

describe("the scores of every weight", () => {
  const withDelta = fc.record({ drawn: cases, delta: numbers });
  law("cost(δ_ij) = I_ij ≤ cost(δ) for every δ", withDelta, ({ drawn: { network, inputs }, delta }) => {
    const [N] = inputs.shape;
    const size = magnitude(network, inputs);
    for (const weight of weightScores(network, inputs)) {
      const { importance, compensation } = weight;
      const bound = (at: number): number => rounding(weight, at, N, size);
      expectNear([cost(weight, compensation, N)], [importance], bound(compensation));
      for (const other of [delta, compensation + 1e-3, compensation - 1e-3, 0])
        expect(importance).toBeLessThanOrEqual(cost(weight, other, N) + bound(other));
    }
  });

  law("I_ij = W² (H_ww − H_wb² / H_bb), δ_ij = W H_wb / H_bb: a Schur complement", cases, (drawn) => {
    const { network, inputs } = drawn;
    const [N] = inputs.shape;
    const size = magnitude(network, inputs);
    for (const weight of weightScores(network, inputs)) {
      const { W_ij, byWeight, byBias, importance, compensation } = weight;
      const H_ww = inner(byWeight, byWeight, N);
      const H_wb = inner(byWeight, byBias, N);
      const H_bb = inner(byBias, byBias, N);
      // Below that, a square has left the normal numbers, and a quotient of such has no digits.
      if (H_bb < 1e-290) continue;
      expectNear([importance], [W_ij ** 2 * (H_ww - (H_wb / H_bb) * H_wb)], rounding(weight, 0, N, size));
      expectNear([compensation], [(W_ij * H_wb) / H_bb], 100 * u * Math.abs(W_ij) * size);
    }
  });

  law("0 ≤ I_ij ≤ W² E[G x²]", cases, ({ network, inputs }) => {
    const [N] = inputs.shape;
    const size = magnitude(network, inputs);
    for (const weight of weightScores(network, inputs)) {
      expect(weight.importance).toBeGreaterThanOrEqual(0);
      expect(weight.importance).toBeLessThanOrEqual(cost(weight, 0, N) + rounding(weight, 0, N, size));
    }
  });

  law("the best δ of all weights of a row together is the sum of theirs", cases, ({ network, inputs }) => {
    const all = weightScores(network, inputs);
    const size = magnitude(network, inputs);
    for (const { k, i, byBias } of all) {
      const row = all.filter((weight) => weight.k === k && weight.i === i);
      const sum = row.reduce((total, { compensation }) => total + compensation, 0);
      // Where the parabola of the row is lowest, its slope E[Σ_m ∂_b NN (Σ_j W ∂_W NN − δ ∂_b NN)] is 0.
      const change = byBias.map((slope, nm) =>
        row.reduce((total, { W_ij, byWeight }) => total + W_ij * byWeight[nm], -sum * slope),
      );
      const W = row.reduce((total, { W_ij }) => total + Math.abs(W_ij), 0);
      expectNear([inner(change, byBias, 1)], [0], 200 * u * W * size * inner(byBias, byBias, 1));
    }
  });

  const endingPlainly = casesOf(networks(undefined, ["identity"]));
  law("the last layer, where G = 1, has δ = W E[x] and I = W² Var(x)", endingPlainly, (drawn) => {
    const { network, inputs } = drawn;
    const last = network.layers.length - 1;
    const received = rowsOf(layerInputs(network, inputs)[last]);
    for (const { k, j, W_ij, importance, compensation } of weightScores(network, inputs)) {
      if (k !== last) continue;
      const x = received.map((row) => row[j]);
      const largest = Math.abs(W_ij) * Math.max(...x.map(Math.abs));
      const variance = mean(x.map((value) => (value - mean(x)) ** 2));
      expectNear([compensation], [W_ij * mean(x)], 20 * u * largest);
      expectNear([importance], [W_ij ** 2 * variance], 100 * u * largest ** 2);
    }
  });
});
