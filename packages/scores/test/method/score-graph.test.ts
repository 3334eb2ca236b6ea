import { ops, apply } from "@espalier/autodiff";
import { inputWidth } from "@espalier/network";
import type { Graph, Network } from "@espalier/network";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { law } from "../../../../test-setup/law.ts";
import { matrices, few } from "../../../network/test/support/arbitraries.ts";
import { graphCases, graphs } from "../../../network/test/support/graphs.ts";
import { inner } from "../../../network/test/support/jacobian.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { scoresOf, weightScores } from "../support/scores.ts";

describe("the scores of a graph", () => {
  law("are those of the dense Jacobian, computed by brute force", graphCases(), ({ network, inputs }) => {
    const N = inputs.shape[0];
    for (const { W_ij, byWeight, byBias, importance, compensation } of weightScores(network, inputs)) {
      const [ww, wb, bb] = [
        inner(byWeight, byWeight, N),
        inner(byWeight, byBias, N),
        inner(byBias, byBias, N),
      ];
      if (bb === 0) continue; // (7) is 0/0
      const left = byWeight.map((w, nm) => W_ij * w - compensation * byBias[nm]);
      // Relative to E‖W ∂_W NN‖², of which the compensation takes its part away.
      expectNear([inner(left, left, N)], [importance], 1e-12 * W_ij ** 2 * (ww + Number.MIN_VALUE));
      expectNear(
        [compensation * bb],
        [W_ij * wb],
        1e-12 * Math.abs(W_ij) * Math.sqrt(ww * bb) + Number.MIN_VALUE,
      );
    }
  });

  const pairs = fc.tuple(graphs(), graphs(), few(1, 5)).chain(([a, b, N]) =>
    fc.record({
      a: fc.constant(a),
      b: fc.constant(b),
      X: matrices(N, inputWidth(a)),
      Z: matrices(N, inputWidth(b)),
    }),
  );
  law("of two networks side by side are those of the two alone", pairs, ({ a, b, X, Z }) => {
    const together = scoresOf(sideBySide(a, b), apply(ops.concat(["X", "Z"]), { X, Z }));
    const alone = [...scoresOf(a, X), ...scoresOf(b, Z)];
    for (const [k, { importance, compensation }] of alone.entries()) {
      expect(together[k].importance).toEqual(importance);
      expect(together[k].compensation).toEqual(compensation);
    }
  });
});

/** Two networks as one, with the inputs and the outputs of both. */
function sideBySide(a: Network, b: Network): Network {
  const [first, second] = [a.graph, b.graph] as [Graph, Graph]; // each has one
  const renamed = (name: string): string => `${name}'`;
  return {
    layers: [...a.layers, ...b.layers],
    graph: {
      inputs: [...first.inputs, ...second.inputs.map((input) => ({ ...input, name: renamed(input.name) }))],
      nodes: [
        ...first.nodes,
        ...second.nodes.map((node) => ({
          ...node,
          name: renamed(node.name),
          from: node.from.map(renamed),
          ...(node.op === "layer" ? { layer: node.layer + a.layers.length } : {}),
        })),
      ],
      outputs: [
        ...first.outputs,
        ...second.outputs.map(({ name, from }) => ({ name: renamed(name), from: renamed(from) })),
      ],
    },
  };
}
