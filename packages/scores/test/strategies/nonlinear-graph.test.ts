import { forward, layerInputs } from "@espalier/network";
import type { Network } from "@espalier/network";
import { nonlinearDefinition } from "../../src/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { graphCases } from "../../../network/test/support/graphs.ts";
import { mean, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

/** The network without entry ij of the matrix of layer k, at every use, whose bias gains W_ij E[x_j]. */
const without = (
  { layers, ...rest }: Network,
  k: number,
  ij: number,
  means: readonly number[][],
): Network => ({
  ...rest,
  layers: layers.map((layer, at) => {
    if ((layer.tied ?? at) !== k) return layer;
    const [weight, bias] = [layer.weight.data.slice(), layer.bias.data.slice()];
    const [I, J] = layer.weight.shape;
    // The entry ij of the first layer's matrix, which has the columns of a transposed one as rows.
    const [i, j] = layer.transposed === true ? [ij % I, Math.floor(ij / I)] : [Math.floor(ij / J), ij % J];
    bias[i] += weight[i * J + j] * means[at][j];
    weight[i * J + j] = 0;
    return { ...layer, weight: { ...layer.weight, data: weight }, bias: { ...layer.bias, data: bias } };
  }),
});

law(
  "nonlinear on graphs is the mean square change of the outputs, a weight gone from every use",
  graphCases({ transposes: true, ties: true }),
  ({ network, inputs }) => {
    const means = layerInputs(network, inputs).map((x) => {
      const all = rowsOf(x);
      return Array.from({ length: x.shape[1] }, (_, j) => mean(all.map((row) => row[j])));
    });
    const [N] = inputs.shape;
    const before = forward(network, inputs);
    const scores = scoresOf(network, inputs, { strategy: "nonlinear" });
    const definition = nonlinearDefinition(network, inputs);
    for (const [k, { weight, tied, transposed }] of network.layers.entries())
      for (const ij of weight.data.keys()) {
        const [I, J] = weight.shape;
        const first = transposed === true ? (ij % J) * I + Math.floor(ij / J) : ij;
        const after = forward(without(network, tied ?? k, first, means), inputs);
        const change = [...after.data].reduce((sum, y, at) => sum + (y - before.data[at]) ** 2, 0) / N;
        // The means are rounded differently, and an output is right to some hundred u of the largest.
        const off = 1e-13 * (1 + largest(before) + largest(after));
        const bound = 1e-12 * change + off * Math.sqrt(change) + off ** 2;
        expectNear([scores[k].importance.data[ij]], [change], bound);
        const { importance, compensation } = definition(
          k,
          Math.floor(ij / weight.shape[1]),
          ij % weight.shape[1],
        );
        expectNear([importance], [change], bound);
        expectNear([compensation], [scores[k].compensation.data[ij]], off);
      }
  },
);
