import { cloneNetwork } from "@espalier/network";
import type { Network } from "@espalier/network";
import { tensor, toNested } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { remove } from "../../src/index.ts";
import type { LayerScores } from "../../src/index.ts";
import { few, lists, matrices, networks } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { rowsOf } from "../../../network/test/support/naive.ts";

const removals = networks().chain((network) =>
  fc.record({
    network: fc.constant(network),
    masks: fc.tuple(
      ...network.layers.map(({ weight: { data } }) =>
        lists(data.length, few(0, 1)).map((mask) => Uint8Array.from(mask)),
      ),
    ),
    scores: fc.tuple(
      ...network.layers.map(({ weight: { shape } }) =>
        matrices(shape[0], shape[1]).map((compensation): LayerScores => ({
          importance: compensation,
          compensation,
        })),
      ),
    ),
  }),
);

describe("a network without some weights", () => {
  law("leaves the one it was made of as it was, and shares nothing with it", removals, (drawn) => {
    const { network, masks, scores } = drawn;
    const before = cloneNetwork(network);
    const pruned = remove(network, masks, scores);
    expect(network).toEqual(before);
    for (const [k, { weight, bias, activation }] of pruned.layers.entries()) {
      expect(weight.data.buffer).not.toBe(network.layers[k].weight.data.buffer);
      expect(bias.data.buffer).not.toBe(network.layers[k].bias.data.buffer);
      expect(activation).toEqual(network.layers[k].activation);
    }
  });

  law(
    "has 0 where a weight is removed, and every other weight as it was",
    removals,
    ({ network, masks, scores }) => {
      for (const [k, { weight }] of remove(network, masks, scores).layers.entries())
        for (const [ij, W_ij] of weight.data.entries())
          expect(W_ij).toBe(masks[k][ij] === 0 ? 0 : network.layers[k].weight.data[ij]);
    },
  );

  law(
    "has b_i + Σ δ_ij of what was removed: untouched where nothing was",
    removals,
    ({ network, masks, scores }) => {
      for (const [k, { bias }] of remove(network, masks, scores).layers.entries())
        for (const [i, deltas] of rowsOf(scores[k].compensation).entries()) {
          const gone = deltas.filter((_, j) => masks[k][i * deltas.length + j] === 0);
          const b_i = network.layers[k].bias.data[i];
          // Multiples of 2⁻¹⁰ are summed without rounding.
          expect(bias.data[i]).toBe(
            gone.length === 0 ? b_i : b_i + gone.reduce((sum, delta) => sum + delta, 0),
          );
        }
    },
  );

  it("adds to a bias of 10: without W = (1, 2, 3) but the second, δ = (0.5, 7, 0.25) make it 10.75", () => {
    const network: Network = {
      layers: [{ weight: tensor([[1, 2, 3]]), bias: tensor([10]), activation: { kind: "identity" } }],
    };
    const compensation = tensor([[0.5, 7, 0.25]]);
    const { layers } = remove(
      network,
      [Uint8Array.of(0, 1, 0)],
      [{ importance: compensation, compensation }],
    );
    expect([toNested(layers[0].weight), toNested(layers[0].bias)]).toEqual([[[0, 2, 0]], [10.75]]);
  });
});
