import { CHUNK, cloneNetwork, evaluate, initialNetwork } from "@espalier/network";
import type { LossName, Network, Samples } from "@espalier/network";
import { permutation, randomNormal, seededRandom, takeRows, wrap } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { scoring } from "../../../prune/src/index.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

const N = CHUNK + 50;
const inputs = randomNormal([N, 3], seededRandom(1));
const network = initialNetwork({ sizes: [3, 4, 2], activation: "tanh", random: seededRandom(2) });
const targetsOf: Readonly<Record<LossName, Samples["targets"]>> = {
  "mean-squared-error": randomNormal([N, 2], seededRandom(3)),
  "softmax-divergence": randomNormal([N, 2], seededRandom(4)),
  "softmax-cross-entropy": wrap(
    [N],
    Float64Array.from({ length: N }, (_, n) => n % 2),
  ),
};

/** ∂Loss/∂W_ij by a central difference of the whole loss. */
function slope(loss: LossName, k: number, ij: number): number {
  const h = 1e-5; // ∛ε
  const at = (moved: Network, by: number): number => {
    moved.layers[k].weight.data[ij] += by;
    return evaluate(moved, { inputs, targets: targetsOf[loss] }, loss).loss;
  };
  return (at(cloneNetwork(network), h) - at(cloneNetwork(network), -h)) / (2 * h);
}

describe.each(Object.keys(targetsOf) as LossName[])("by %s, the gradient magnitude", (loss) => {
  const targets = targetsOf[loss];
  const scores = scoresOf(network, inputs, { strategy: "gradient-magnitude", targets, loss });

  it("is |W ∂Loss/∂W|, with the loss of all samples in two chunks", () => {
    for (const [k, { weight }] of network.layers.entries()) {
      const expected = weight.data.map((W_ij, ij) => Math.abs(W_ij * slope(loss, k, ij)));
      expectNear(scores[k].importance, expected, 1e-9); // h² and ε / h
    }
  });

  it("does not compensate", () => {
    for (const { compensation } of scores) expect(compensation.data.every((delta) => delta === 0)).toBe(true);
  });

  it("does not depend on which chunk a sample is in", () => {
    const order = permutation(N, seededRandom(4));
    const shuffled = scoresOf(network, takeRows(inputs, order), {
      strategy: "gradient-magnitude",
      targets: takeRows(targets, order),
      loss,
    });
    // Some thousand numbers of size 1, summed in another order.
    for (const [k, { importance }] of shuffled.entries()) expectNear(importance, scores[k].importance, 1e-14);
  });

  it("reports how many samples have been seen", () => {
    const reports = [...scoring(network, inputs, { strategy: "gradient-magnitude", targets, loss })];
    expect(reports).toEqual([CHUNK, N].map((done) => ({ stage: "scores", done, total: N })));
  });
});
