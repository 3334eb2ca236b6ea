import { randomNormal, seededRandom, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { activationKinds, CHUNK, initialNetwork, layerInputs, scoring } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { casesOf, networks } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude, mean, naiveOutputs, rowsOf } from "../support/naive.ts";
import { expectNear, u } from "../support/near.ts";
import { scoresOf } from "../support/scores.ts";

const nonlinear = (network: Network, inputs: Tensor) => scoresOf(network, inputs, { strategy: "nonlinear" });

/** The network without one weight, its bias moved by δ, built anew. */
const without = ({ layers }: Network, at: number, ij: number, delta: number): Network => ({
  layers: layers.map((layer, k) => {
    if (k !== at) return layer;
    const [weight, bias] = [layer.weight.data.slice(), layer.bias.data.slice()];
    weight[ij] = 0;
    bias[Math.floor(ij / layer.weight.shape[1])] += delta;
    return { ...layer, weight: { ...layer.weight, data: weight }, bias: { ...layer.bias, data: bias } };
  }),
});

/** E‖y − y′‖², two whole forward passes for every sample. */
const meanSquareChange = (network: Network, changed: Network, inputs: Tensor): number =>
  mean(
    rowsOf(inputs).map((x) => {
      const after = naiveOutputs(changed, x);
      return naiveOutputs(network, x).reduce((sum, y, m) => sum + (y - after[m]) ** 2, 0);
    }),
  );

function expectNaive(network: Network, inputs: Tensor): void {
  const scores = nonlinear(network, inputs);
  const received = layerInputs(network, inputs).map(rowsOf);
  // An output is right to 200 u of the largest number on the way, and its change enters squared.
  const off = 200 * u * magnitude(network, inputs);
  for (const [k, { weight }] of network.layers.entries())
    for (const [ij, W_ij] of weight.data.entries()) {
      const delta = W_ij * mean(received[k].map((x) => x[ij % weight.shape[1]]));
      const change = meanSquareChange(network, without(network, k, ij, delta), inputs);
      expectNear([scores[k].compensation.data[ij]], [delta], off);
      expectNear([scores[k].importance.data[ij]], [change], 8 * off * Math.sqrt(change) + 8 * off ** 2);
    }
}

describe("the non-linear strategy", () => {
  describe.each(activationKinds)("with %s", (kind) => {
    law("scores a weight by the outputs of the network without it", casesOf(networks([kind])), (drawn) => {
      expectNaive(drawn.network, drawn.inputs);
    });
  });

  law("does so in networks of mixed layers", casesOf(networks()), ({ network, inputs }) => {
    expectNaive(network, inputs);
  });

  law("in an affine network has I and δ of the proposed method", casesOf(networks(["identity"])), (drawn) => {
    const { network, inputs } = drawn;
    const [exact, proposed] = [nonlinear(network, inputs), scoresOf(network, inputs)];
    const off = 200 * u * magnitude(network, inputs);
    const slopes = magnitude(network, tensor([[1]])); // no ∂NN_m/∂s_i is larger, and there are at most four m
    for (const [k, { importance, compensation }] of proposed.entries()) {
      expectNear(exact[k].importance, importance, (ij) => {
        const I_ij = importance.data[ij];
        return 8 * off * slopes * Math.sqrt(I_ij) + 8 * (off * slopes) ** 2;
      });
      // A neuron that is not felt keeps the mean too; one that is felt is felt alike by every sample.
      expectNear(exact[k].compensation, compensation, off);
    }
  });

  it("takes the mean over all samples, however many chunks they are", () => {
    const network = initialNetwork({ sizes: [2, 2, 1], activation: "tanh", random: seededRandom(1) });
    expectNaive(network, randomNormal([CHUNK + 10, 2], seededRandom(2)));
  });

  it("removes W = 2 from y = relu(2 x), x = −1, 3, with δ = 2 at a cost of 10", () => {
    // E[x] = 1, so y′ = relu(2) = 2 for both, where y was 0 and 6: (2² + 4²) / 2.
    const layer = { weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "relu" as const } };
    const [{ importance, compensation }] = nonlinear({ layers: [layer] }, tensor([[-1], [3]]));
    expect([toNested(compensation), toNested(importance)]).toEqual([[[2]], [[10]]]);
  });

  it("removes W = 1 from y = 3 x, x = ±½ twice each, at a cost of 2.25", () => {
    // The signal changes by ½ in size, 1 in the sum of its four squares; the output by 1.5.
    const layer = (W: number) => ({
      weight: tensor([[W]]),
      bias: tensor([0]),
      activation: { kind: "identity" as const },
    });
    const inputs = tensor([[0.5], [-0.5], [0.5], [-0.5]]);
    const [{ importance }] = nonlinear({ layers: [layer(1), layer(3)] }, inputs);
    expect(toNested(importance)).toEqual([[2.25]]);
  });

  it("reports every row of weights of every chunk", () => {
    const network = initialNetwork({ sizes: [2, 3, 1], random: seededRandom(1) });
    const inputs = randomNormal([CHUNK + 1, 2], seededRandom(2));
    const reports = [...scoring(network, inputs, { strategy: "nonlinear" })];
    const rows = (N: number) => [2 * N, 2 * N, 2 * N, 3 * N];
    let done = 0;
    expect(reports).toEqual(
      [...rows(CHUNK), ...rows(1)].map((step) => ({
        stage: "scores",
        done: (done += step),
        total: 9 * (CHUNK + 1),
      })),
    );
  });
});
