import type { Network } from "@espalier/network";
import { takeRows, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchStatistics, mergeStatistics, remove, scoreLayer, strategies } from "../../src/index.ts";
import type { LayerScores } from "../../src/index.ts";
import { cases, casesOf, few, lists, networks } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude, mean, naiveOutputs, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

describe("the scores of a network", () => {
  law(
    "in an affine network I_ij is the exact mean-square change of the output",
    casesOf(networks(["identity"])),
    (drawn) => {
      const { network, inputs } = drawn;
      const scores = scoresOf(network, inputs);
      const size = magnitude(network, inputs);
      const before = rowsOf(inputs).map((x) => naiveOutputs(network, x));
      for (const [k, { weight }] of network.layers.entries())
        for (const ij of weight.data.keys()) {
          const without = remove(network, without1(network, k, ij), scores);
          const change = rowsOf(inputs).map((x, n) =>
            naiveOutputs(without, x).reduce((sum, y, m) => sum + (y - before[n][m]) ** 2, 0),
          );
          // An output is right to 100 u of the largest number on the way, and its change enters squared.
          const [I, off] = [scores[k].importance.data[ij], 100 * u * size];
          expectNear([mean(change)], [I], 8 * off * Math.sqrt(I) + 8 * off ** 2);
        }
    },
  );

  const shuffled = cases.chain((drawn) => {
    const all = Array.from({ length: drawn.inputs.shape[0] }, (_, n) => n);
    const order = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    return fc.record({ network: fc.constant(drawn.network), inputs: fc.constant(drawn.inputs), order });
  });
  law(
    "do not depend on the order of the samples, nor on how often all of them are repeated",
    shuffled,
    (drawn) => {
      const { network, inputs, order } = drawn;
      const scores = scoresOf(network, inputs);
      expectSame(scoresOf(network, takeRows(inputs, order)), scores, network, inputs);
      expectSame(scoresOf(network, takeRows(inputs, [...order, ...order])), scores, network, inputs);
    },
  );

  law("are those of merged batches", fc.record({ drawn: cases, owners: lists(6, few(0, 1)) }), (both) => {
    const { network, inputs } = both.drawn;
    const all = Array.from({ length: inputs.shape[0] }, (_, n) => n);
    const [a, b] = [0, 1].map((owner) =>
      batchStatistics(
        network,
        takeRows(
          inputs,
          all.filter((n) => both.owners[n] === owner),
        ),
      ),
    );
    const merged = mergeStatistics(a, b);
    expect(merged[0].samples).toBe(inputs.shape[0]);
    const scores = network.layers.map(({ weight }, k) => scoreLayer(weight, merged[k]));
    expectSame(scores, scoresOf(network, inputs), network, inputs);
  });

  it.each(
    strategies.filter(
      ({ kind, name }) => kind === "score" && !["gradient-magnitude", "taylor"].includes(name),
    ),
  )("by $name are found without a look at the targets", (strategy) => {
    const targets: Tensor = {
      get shape(): never {
        throw new Error("the shape was read");
      },
      get data(): never {
        throw new Error("the labels were read");
      },
    };
    const network: Network = {
      layers: [{ weight: tensor([[1, 2]]), bias: tensor([0]), activation: { kind: "tanh" } }],
    };
    const options = { strategy, targets, random: () => 0.5 };
    expect(scoresOf(network, tensor([[1, 2]]), options)).toHaveLength(1);
  });
});

/** Masks that remove nothing but entry ij of layer k. */
const without1 = ({ layers: all }: Network, k: number, ij: number): Uint8Array[] =>
  all.map(({ weight: { data } }, at) =>
    Uint8Array.from(data, (_, entry) => (at === k && entry === ij ? 0 : 1)),
  );

/** Equal but for roundings: some hundred of them, in numbers bounded by the largest one on the way. */
function expectSame(
  received: LayerScores[],
  expected: LayerScores[],
  network: Network,
  inputs: Tensor,
): void {
  const size = magnitude(network, inputs);
  const slopes = magnitude(network, tensor([[1]])); // more than any ∂NN_m/∂s_i, and there are at most four m
  for (const [k, { importance, compensation }] of expected.entries()) {
    expectNear(received[k].compensation, compensation, 200 * u * 2 * size);
    expectNear(received[k].importance, importance, 200 * u * 4 * (2 * slopes * 2 * size) ** 2);
  }
}
