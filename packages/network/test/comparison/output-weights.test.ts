import { tensor } from "@espalier/tensor";
import { expect, it } from "vitest";
import { assess, prune } from "../../../prune/src/index.ts";
import { compareOutputs, forward } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { graphCases } from "../support/graphs.ts";
import { expectNear, largest } from "../support/near.ts";
import { twoOutputs } from "../support/two-outputs.ts";
import { scoresOf } from "../../../scores/test/support/scores.ts";

type Outputs = NonNullable<Network["graph"]>["outputs"];

const withOutputs = (network: Network, change: (outputs: Outputs) => Outputs): Network => {
  const graph = network.graph ?? expect.fail("a graph");
  return { ...network, graph: { ...graph, outputs: change(graph.outputs) } };
};

/** The first output counts four times: by its weight, and because it is there four times. */
const byWeight = (network: Network): Network =>
  withOutputs(network, ([first, ...rest]) => [{ ...first, weight: 4 }, ...rest]);
const byCopies = (network: Network): Network =>
  withOutputs(network, ([first, ...rest]) => [
    ...["a", "b", "c", "d"].map((name) => ({ ...first, name })),
    ...rest,
  ]);

law(
  "an output of weight 4 counts as four outputs, in every score",
  graphCases({ ties: true }),
  ({ network, inputs }) => {
    for (const strategy of ["elimination-compensation", "nonlinear"]) {
      const [weighted, copied] = [byWeight, byCopies].map((each) =>
        scoresOf(each(network), inputs, { strategy }),
      );
      for (const [k, { importance, compensation }] of copied.entries()) {
        expectNear(weighted[k].importance, importance, 1e-10 * (1e-10 + largest(importance)));
        expectNear(weighted[k].compensation, compensation, 1e-7 * (1 + largest(compensation)));
      }
    }
    const [a, b] = [byWeight, byCopies].map((each) => {
      const pruned = prune(each(network), inputs, { ratio: 0.5, strategy: "magnitude" });
      return compareOutputs(each(network), pruned.network, inputs).relative;
    });
    if (a < Infinity) expectNear([a], [b], 1e-10 * (1 + b));
  },
);

it("outputs that count differently are solved for as they count, and left as they are", () => {
  const outputs = [{ name: "first", weight: 100 }, { name: "second" }] as const;
  const network = twoOutputs([tensor([[1, 1]]), tensor([[2, 1]])], tensor([0]), outputs);
  const inputs = tensor([[1, 2], [0, -1], [3, 0.5], [-2, 1]]); // prettier-ignore
  const options = { ratio: 0.25, compensation: "network", effort: "quick" } as const;
  const pruned = prune(network, inputs, options);
  // Var(x₂) is small, but the first output counts a hundred times: the second one's weight of x₂ goes.
  expect(pruned.masks.map((mask) => [...mask])).toEqual([[1, 1], [1, 0]]); // prettier-ignore
  expect(pruned.network.graph).toEqual(network.graph);
  expect(forward(pruned.network, inputs).shape).toEqual([4, 2]);
  expect(assess(network, pruned, inputs).measured.relative).toBeLessThan(0.5);
});
