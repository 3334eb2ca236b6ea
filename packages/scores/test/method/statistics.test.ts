import type { Network } from "@espalier/network";
import { tensor, zeros } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  batchStatistics,
  layerStatistics,
  mergeStatistics,
  noStatistics,
  scoreLayer,
} from "../../src/index.ts";
import { statisticsOf } from "../../src/method/statistics.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { releasesIn } from "../../../network/test/support/arenas.ts";
import { law } from "../../../../test-setup/law.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const networkOf = (...sizes: readonly number[]): Network => ({
  layers: sizes.slice(1).map((I, k) => ({
    weight: zeros([I, sizes[k]]),
    bias: zeros([I]),
    activation: { kind: "tanh" },
  })),
});
const merging =
  (a: Network, b: Network): (() => unknown) =>
  () =>
    mergeStatistics(noStatistics(a), noStatistics(b));

// prettier-ignore
describeRefusals({
  "statistics of two networks": [
    [merging(networkOf(2, 3, 1), networkOf(2, 3)),    "mergeStatistics: expected statistics of 2 layers, as the first; received 1"],
    [merging(networkOf(2, 3), networkOf(2, 3, 1)),    "mergeStatistics: expected statistics of 1 layers, as the first; received 2"],
    [merging(networkOf(2, 3, 1), networkOf(2, 4, 1)), "mergeStatistics: layer 0: expected axis I to be 3 as in a [3, 2]; received b [4, 2]"],
    [merging(networkOf(2, 3, 1), networkOf(2, 3, 2)), "mergeStatistics: layer 1: expected axis I to be 1 as in a [1, 3]; received b [2, 3]"],
  ],
  "statistics of a layer": [
    [() => layerStatistics(zeros([3, 2]), zeros([4, 2])), "layerStatistics: expected axis N to be 3 as in X [3, 2]; received G [4, 2]"],
  ],
  "statistics of no samples": [
    [() => scoreLayer(zeros([3, 2]), noStatistics(networkOf(2, 3))[0]), "scoreLayer: expected statistics of at least one sample; received none"],
  ],
});

describe("the statistics of a network", () => {
  law(
    "are not changed by those of no samples, nor by those of an empty batch",
    cases,
    ({ network, inputs }) => {
      const statistics = batchStatistics(network, inputs);
      for (const none of [noStatistics(network), batchStatistics(network, zeros([0, inputs.shape[1]]))]) {
        expect(mergeStatistics(statistics, none)).toEqual(statistics);
        expect(mergeStatistics(none, statistics)).toEqual(statistics);
      }
    },
  );

  it("count samples and hold the moments under the energies, and under equal weights", () => {
    // y = 3 x₁: G = 9 for both samples, of mean 2 and scatter 1 + 1.
    const network: Network = {
      layers: [
        { weight: tensor([[1]]), bias: zeros([1]), activation: { kind: "identity" } },
        { weight: tensor([[3]]), bias: zeros([1]), activation: { kind: "identity" } },
      ],
    };
    const [first] = batchStatistics(network, tensor([[1], [3]]));
    expect(first).toEqual({
      samples: 2,
      weighted: { totalEnergy: tensor([18]), mean: tensor([[2]]), scatter: tensor([[18]]) },
      unweighted: { totalEnergy: tensor([2]), mean: tensor([[2]]), scatter: tensor([[2]]) },
    });
  });
});

it("a batch gives back the memory of the kernels, also where its check fails", () => {
  const network = networkOf(2, 3, 1);
  const check = (): never => {
    throw new RangeError("a check that fails");
  };
  const whole = releasesIn(() => void batchStatistics(network, zeros([4, 2])));
  expect(whole.length).toBeGreaterThan(0);
  const failed = releasesIn(() => {
    expect(() => statisticsOf(network, zeros([4, 2]), { check })).toThrow("a check that fails");
  });
  expect(failed.length).toBeGreaterThan(0);
  expect([...whole, ...failed].every((released) => released === 1)).toBe(true);
});
