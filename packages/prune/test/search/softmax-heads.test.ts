import { finish } from "@espalier/network";
import { describe, expect, it } from "vitest";
import {
  assess,
  compareOutputs,
  optimalBrainSurgeon,
  prune,
  pruningWithin,
  scoreStatistics,
  scoring,
  statisticsParts,
  totalStatistics,
} from "../../src/index.ts";
import { inputs, twoHeads } from "../../../network/test/support/two-heads.ts";

const metric = "softmax";

describe.each(twoHeads)("%s", (_, network) => {
  it("are solved for by the compensation network, which lowers that sum", () => {
    const [bias, solved] = (["bias", "network"] as const).map((compensation) => {
      const pruned = prune(network, inputs, { ratio: 0.5, metric, compensation, effort: "quick" });
      expect(pruned.network.graph).toEqual(network.graph);
      return assess(network, pruned, inputs, { metric }).measured.relative;
    });
    expect(solved).toBeLessThan(bias);
  });

  it("have the same scores from parts of the samples", async () => {
    const { data, shape } = finish(scoring(network, inputs, { metric }))[0].importance;
    const parts = await statisticsParts(network, [inputs], { metric });
    expect(scoreStatistics(network, totalStatistics(parts))[0].importance).toEqual({ data, shape });
  });

  it("keep within a budget, lose whole neurons, and have the inverse of Optimal Brain Surgeon", () => {
    const within = finish(pruningWithin(network, inputs, { budget: 0.2, metric }));
    expect(compareOutputs(network, within.network, inputs, { metric }).relative).toBeLessThanOrEqual(0.2);
    const neurons = prune(network, inputs, { ratio: 0.2, metric, granularity: "neuron" });
    expect(neurons.network.layers[0].bias.shape).toEqual([4]);
    const surgeon = finish(optimalBrainSurgeon(network, inputs, { ratio: 0.1, metric }));
    expect(compareOutputs(network, surgeon.network, inputs, { metric }).relative).toBeLessThan(0.5);
  });
});
