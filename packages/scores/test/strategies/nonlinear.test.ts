import { CHUNK, initialNetwork } from "@espalier/network";
import type { Network } from "@espalier/network";
import { randomNormal, seededRandom, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { nonlinearDefinition } from "../../src/index.ts";
import { scoring } from "../../../prune/src/index.ts";
import { casesOf, networks, tameKinds } from "../../../network/test/support/arbitraries.ts";
import { law, longLaw } from "../../../../test-setup/law.ts";
import { magnitude } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

const nonlinear = (network: Network, inputs: Tensor) => scoresOf(network, inputs, { strategy: "nonlinear" });

function expectDefinition(network: Network, inputs: Tensor): void {
  const scores = nonlinear(network, inputs);
  const definition = nonlinearDefinition(network, inputs);
  // An output is right to 200 u of the largest number on the way, and its change enters squared.
  const off = 200 * u * magnitude(network, inputs);
  for (const [k, { weight }] of network.layers.entries())
    for (const ij of weight.data.keys()) {
      const J = weight.shape[1];
      const { importance, compensation } = definition(k, Math.floor(ij / J), ij % J);
      expectNear([scores[k].compensation.data[ij]], [compensation], off);
      expectNear(
        [scores[k].importance.data[ij]],
        [importance],
        8 * off * Math.sqrt(importance) + 8 * off ** 2,
      );
    }
}

describe("the non-linear strategy", () => {
  describe.each(tameKinds)("with %s", (kind) => {
    longLaw(
      "scores a weight by the outputs of the network without it",
      casesOf(networks([kind])),
      (drawn) => {
        expectDefinition(drawn.network, drawn.inputs);
      },
    );
  });

  law("does so in networks of mixed layers", casesOf(networks()), ({ network, inputs }) => {
    expectDefinition(network, inputs);
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
      // A neuron without energy keeps the mean too; any other has the same energy in every sample.
      expectNear(exact[k].compensation, compensation, off);
    }
  });

  it("takes the mean over all samples, however many chunks they are", () => {
    const network = initialNetwork({ sizes: [2, 2, 1], activation: "tanh", random: seededRandom(1) });
    expectDefinition(network, randomNormal([CHUNK + 10, 2], seededRandom(2)));
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
