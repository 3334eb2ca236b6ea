import { layerInputs } from "@espalier/network";
import type { Network } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { expect, it } from "vitest";
import { nonlinearDefinition } from "../../src/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { magnitude, mean, naiveOutputs, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";

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

/** E‖y − y′‖², one sample, one neuron and one product at a time. */
const meanSquareChange = (network: Network, changed: Network, inputs: Tensor): number =>
  mean(
    rowsOf(inputs).map((x) => {
      const after = naiveOutputs(changed, x);
      return naiveOutputs(network, x).reduce((sum, y, m) => sum + (y - after[m]) ** 2, 0);
    }),
  );

law("equation (3): I = E‖NN − NN without W_ij, with b_i + W_ij E[x_j]‖²", cases, ({ network, inputs }) => {
  const score = nonlinearDefinition(network, inputs);
  const received = layerInputs(network, inputs).map(rowsOf);
  // An output is right to 200 u of the largest number on the way, and its change enters squared.
  const off = 200 * u * magnitude(network, inputs);
  for (const [k, { weight }] of network.layers.entries())
    for (const [ij, W_ij] of weight.data.entries()) {
      const [i, j] = [Math.floor(ij / weight.shape[1]), ij % weight.shape[1]];
      const delta = W_ij * mean(received[k].map((x) => x[j]));
      const change = meanSquareChange(network, without(network, k, ij, delta), inputs);
      const { importance, compensation } = score(k, i, j);
      expectNear([compensation], [delta], off);
      expectNear([importance], [change], 8 * off * Math.sqrt(change) + 8 * off ** 2);
    }
});

it("removing W = 2 from y = relu(2 x), x = −1, 3, costs 10 with δ = 2", () => {
  // E[x] = 1, so y′ = relu(2) = 2 for both, where y was 0 and 6: (2² + 4²) / 2.
  const layer = { weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "relu" as const } };
  const inputs = tensor([[-1], [3]]);
  expect(nonlinearDefinition({ layers: [layer] }, inputs)(0, 0, 0)).toEqual({
    importance: 10,
    compensation: 2,
  });
  expect(layer.weight.data[0]).toBe(2); // the network is left as it was
});
