import { affineLines, createTape, primal, sensitivities, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { forward } from "@espalier/network";
import type { Network } from "@espalier/network";
import type { Tensor } from "@espalier/tensor";
import { describe, it } from "vitest";
import { energies } from "../../src/index.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { inputs, layers, networkOf, softmaxOf, twoHeads } from "../../../network/test/support/two-heads.ts";
import { scoresOf } from "../support/scores.ts";

const metric = "softmax";

const fisherOf = (y: readonly number[], isSoftmax: boolean): number[][] => {
  const p = softmaxOf(y);
  return y.map((_, a) => y.map((__, b) => (isSoftmax ? p[a] * (Number(a === b) - p[b]) : Number(a === b))));
};
describe.each(twoHeads)("%s", (_, network, isSecond) => {
  it("have the energies gᵀ F g of the dense Jacobian, with a block of F for each, to 1e-12", () => {
    const output = forward(network, source(createTape(), inputs)) as Variable;
    const lines = affineLines(output);
    const g = Array.from({ length: 5 }, (__, m) => sensitivities(output, m, lines));
    const { data: y } = primal(output);
    const found = energies(network, inputs, metric);
    for (const [k, { energy }] of found.entries()) {
      const [N, I] = energy.shape;
      const expected = Float64Array.from({ length: N * I }, (__, ni) => {
        const n = Math.floor(ni / I);
        let sum = 0;
        for (const [from, to, weight, isSoftmax] of [
          [0, 3, 1, true],
          [3, 5, 3, isSecond],
        ] as const)
          // prettier-ignore
          for (const [a, row] of fisherOf(Array.from(y.slice(n * 5 + from, n * 5 + to)), isSoftmax).entries())
            for (const [b, F_ab] of row.entries())
              sum += weight * F_ab * g[from + a][k].data[ni] * g[from + b][k].data[ni];
        return sum;
      });
      expectNear(energy.data, expected, 1e-12 * largest(expected));
    }
  });
});

it.each([0, 1])("an output that counts for nothing leaves the scores of the other alone: %i", (at) => {
  const none = { weight: 1e-300, head: "softmax" } as const;
  const both = at === 0 ? networkOf({ head: "softmax" }, none) : networkOf(none, { head: "softmax" });
  const { inputs: from, nodes, outputs } = both.graph!;
  const alone: Network = {
    layers: [layers[0], layers[1 + at]],
    graph: {
      inputs: from,
      nodes: [nodes[0], { name: ["a", "b"][at], op: "layer", layer: 1, from: ["trunk"] }],
      outputs: [outputs[at]],
    },
  };
  const importanceOf = (network: Network): Tensor[] =>
    scoresOf(network, inputs, { metric }).map(({ importance }) => importance);
  const [trunk, ...heads] = importanceOf(both);
  const [own, head] = importanceOf(alone);
  expectNear(trunk, own, 1e-12 * largest(own));
  expectNear(heads[at], head, 1e-12 * largest(head));
});
