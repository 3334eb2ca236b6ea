import type { Network } from "@espalier/network";
import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { inner, slopesOf } from "../../../network/test/support/jacobian.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

const obd = { strategy: "obd" };

describe("optimal brain damage", () => {
  law("is ½ W² E[Σ_m (∂_W NN_m)²], without compensation", cases, ({ network, inputs }) => {
    const scores = scoresOf(network, inputs, obd);
    const slopes = magnitude(network, tensor([[1]])); // more than any ∂NN_m/∂s_i, and there are at most four m
    const size = 4 * slopes ** 2 * (2 * magnitude(network, inputs)) ** 2;
    for (const { k, i, j, W_ij, byWeight } of slopesOf(network, inputs)) {
      const { importance, compensation } = scores[k];
      const ij = i * importance.shape[1] + j;
      const H = inner(byWeight, byWeight, inputs.shape[0]);
      // Some hundred roundings in terms of that size, of which W² is at most a part.
      expectNear([importance.data[ij]], [(W_ij ** 2 * H) / 2], 200 * u * size);
      expect(compensation.data[ij]).toBe(0);
    }
  });

  law(
    "a bias that compensates for a weight leaves no more than twice of it",
    cases,
    ({ network, inputs }) => {
      const damage = scoresOf(network, inputs, obd);
      for (const [k, { importance }] of scoresOf(network, inputs).entries())
        for (const [ij, I_ij] of importance.data.entries())
          // The same sum with μ² Σ G ≥ 0 more in it; a few roundings apart.
          expect(I_ij).toBeLessThanOrEqual(2 * damage[k].importance.data[ij] * (1 + 8 * u));
    },
  );

  it("of y = 3 · 2 x, x = 1, 3 is ½ · 2² · 3² · 5 = 90 for the first weight, ½ · 3² · 20 = 90 for the second", () => {
    const layer = (W: number) => ({
      weight: tensor([[W]]),
      bias: tensor([0]),
      activation: { kind: "identity" as const },
    });
    const network: Network = { layers: [layer(2), layer(3)] };
    const scores = scoresOf(network, tensor([[1], [3]]), obd);
    expect(scores.map(({ importance }) => toNested(importance))).toEqual([[[90]], [[90]]]);
  });
});
