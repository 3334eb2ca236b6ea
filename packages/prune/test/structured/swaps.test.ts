import { randomNormal, seededRandom, tensor, toNested, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareOutputs, initialNetwork, prune, sizesOf, weightCount } from "../../src/index.ts";
import type { Network, PruneUnitsOptions } from "../../src/index.ts";
import { allColumns, unitsOf, without } from "@espalier/structured/internal";
import { narrowed } from "@espalier/network/internal";
import { widened } from "../../src/structured/widened.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { law } from "../../../../test-setup/law.ts";

const problems = fc.integer({ min: 1, max: 1e6 }).map((seed) => {
  const random = seededRandom(seed);
  const dense = initialNetwork({ sizes: [4, 6, 5, 2], random });
  return { dense, inputs: randomNormal([60, 4], random) };
});

/** Some units gone, and nothing compensates. */
function without2(dense: Network): Parameters<typeof widened>[1] {
  const { units } = unitsOf(dense, "neuron");
  const columns = without(allColumns(dense), [units[1], units[7]]);
  return { network: narrowed(dense, columns), gone: new Set([1, 7]), columns };
}

describe("a smaller network with all units again", () => {
  law("has the sizes of the dense one and the function of the smaller one", problems, ({ dense, inputs }) => {
    const left = without2(dense);
    const wide = widened(dense, left, inputs);
    expect(sizesOf(wide)).toEqual(sizesOf(dense));
    // The same products, with zeros among them, summed in another order: some roundings of single precision.
    expect(compareOutputs(left.network, wide, inputs).relative).toBeLessThan(1e-5);
  });

  law("has the neurons of the first layer as they were", problems, ({ dense, inputs }) => {
    const wide = widened(dense, without2(dense), inputs);
    expect(wide.layers[0].weight).toEqual(dense.layers[0].weight);
    expect(wide.layers[0].bias).toEqual(dense.layers[0].bias);
  });

  it("gives a neuron of a later layer the line through its signal: 2 x₁ + 3 x₂ of x₂ = x₁ is 5 x₁, up to the ridge", () => {
    const one = {
      weight: tensor([[1], [1]]),
      bias: tensor([0, 0]),
      activation: { kind: "identity" as const },
    };
    const two = { weight: tensor([[1, 0], [2, 3]]), bias: tensor([0, 1]), activation: { kind: "identity" as const } }; // prettier-ignore
    const last = { weight: tensor([[1, 1]]), bias: tensor([0]), activation: { kind: "identity" as const } };
    const dense: Network = { layers: [one, two, last] };
    const { units } = unitsOf(dense, "neuron");
    const columns = without(allColumns(dense), [units[1], units[3]]); // neuron 2 of both layers
    const left = { network: narrowed(dense, columns), gone: new Set([1, 3]), columns };
    const wide = widened(dense, left, tensor([[-1], [0], [2], [3]]));
    // x₁ has the variance 2.5 · 4 around 1; the ridge divides by 1.001.
    expectNear([wide.layers[1].weight.data[2]], [5 / 1.001], 1e-12);
    expectNear([wide.layers[1].bias.data[1]], [1 + 5 - 5 / 1.001], 1e-12);
    expect(toNested(wide.layers[2].weight)).toEqual([[1, 0]]);
  });
});

const solving = { granularity: "neuron", count: 6, compensation: "network", effort: "quick" } as const;

describe("rounds of swaps", () => {
  it("never raise Q, and end with as many units", () => {
    const check = ({ dense, inputs }: { readonly dense: Network; readonly inputs: Tensor }): void => {
      const { units, stages } = prune(dense, inputs, { ...solving, steps: 1, swaps: 1 });
      expect(units).toBe(6);
      expect(stages).toHaveLength(2);
      const [, { before, after, swapped = -1 }] = stages;
      expect(swapped === 0 ? after === before : after < before && swapped > 0).toBe(true);
    };
    fc.assert(fc.property(problems, check), { numRuns: 10 });
  });

  it("bring back the one neuron that bends, which a bad ranking took", () => {
    // y = |x₁|: the slope of neuron 0 is −1, and the others are lines.
    const dense: Network = {
      layers: [
        {
          weight: tensor([[1, 0], [0, 1], [0, 1]]), // prettier-ignore
          bias: tensor([0, 0, 0]),
          activation: { kind: "prelu", slope: tensor([-1, 1, 1]) },
        },
        { weight: tensor([[1, 0.1, 0.1]]), bias: tensor([0]), activation: { kind: "identity" } },
      ],
    };
    const inputs = randomNormal([200, 2], seededRandom(1));
    const kept = (swaps: number): readonly number[] => {
      let calls = 0;
      const strategy = {
        kind: "units" as const,
        name: "bad at first",
        compensation: "none" as const,
        *score({ layers: [{ activation }] }: Network) {
          yield { stage: "scores" as const, done: 1, total: 1 };
          const slopes = activation.kind === "prelu" ? Float64Array.from(activation.slope.data) : [];
          return [Float64Array.from(slopes, calls++ === 0 ? (each) => each : (each) => -each)];
        },
      };
      const options = { granularity: "neuron", count: 1, compensation: "network", steps: 1 } as const;
      const own = { ...options, strategy, swaps, effort: "quick", frozen: ["slope"] } as const;
      return prune(dense, inputs, own).kept[1];
    };
    expect(kept(0)).toEqual([1, 2]);
    expect(kept(1)).toEqual([0, 2]);
  });
});

describe("importances by weight", () => {
  it("are divided by what the removal frees: 5 over 6 weights goes before 4 over 3", () => {
    const random = seededRandom(1);
    const network = initialNetwork({ sizes: [4, 2, 2, 1], random });
    const scored = {
      kind: "units" as const,
      name: "given",
      compensation: "none" as const,
      *score() {
        yield { stage: "scores" as const, done: 1, total: 1 };
        return [Float64Array.of(5, 9), Float64Array.of(4, 9)];
      },
    };
    const inputs = randomNormal([20, 4], random);
    const base = { granularity: "neuron", count: 1, strategy: scored } as const;
    // Of the first layer 4 + 2 weights go with a neuron, 5/6; of the second 2 + 1, 4/3.
    expect(sizesOf(prune(network, inputs, base).network)).toEqual([4, 2, 1, 1]);
    expect(sizesOf(prune(network, inputs, { ...base, per: "weight" }).network)).toEqual([4, 1, 2, 1]);
    expect(weightCount(prune(network, inputs, { ...base, per: "weight" }).network)).toBe(14 - 6);
  });
});

describe("bad options of whole units are refused:", () => {
  const { dense, inputs } = fc.sample(problems, 1)[0];
  const bad: readonly (readonly [string, object, string])[] = [
    ["swaps without a solver", { swaps: 1 }, "the compensation network"],
    ["swaps where weights are frozen", { ...solving, frozen: ["weight"], swaps: 1 }, "weights that move"],
    ["half a swap", { ...solving, swaps: 0.5 }, "a whole number of rounds of swaps"],
    ["a start without a solver", { start: "mean" }, "the compensation network"],
    ["a start with a solver", { ...solving, start: "network" }, "a start without a solver"],
    ["an unknown start", { ...solving, start: "line" }, "a compensation for whole units among"],
    ["an unknown per", { per: "layer" }, "importances per unit or weight"],
    ["frozen parameters without a list", { frozen: "bias" }, "a list of frozen parameters among weight"],
    ["no frozen parameters at all", { frozen: null }, "a list of frozen parameters"],
    [
      "an unknown effort, though nothing is solved",
      { effort: "x" },
      "an effort among quick, default, thorough",
    ],
    [
      "an unknown objective, though nothing is solved",
      { objective: "x" },
      "an objective among dense, labels",
    ],
    [
      "labels without a solver",
      { objective: "labels" },
      "the compensation network, for the objective labels",
    ],
    ["null in place of a compensation", { compensation: null }, "a compensation for whole units among"],
  ];
  it.each(bad)("%s", (_, options, expected) => {
    const call = (): unknown =>
      prune(dense, inputs, { granularity: "neuron", count: 2, ...options } as PruneUnitsOptions);
    expect(call).toThrow(ValueError);
    expect(call).toThrow(expected);
  });

  it.each(["unit-affine", "unit-greedy", "noiseout", "corp"])(
    "inputs too large for the squares of %s",
    (strategy) => {
      const large = { shape: inputs.shape, data: inputs.data.map((x) => x * 1e300) };
      const call = (): unknown => prune(dense, large, { granularity: "neuron", count: 2, strategy });
      expect(call).toThrow(ValueError);
      expect(call).toThrow(
        /^prune: expected (importances by|values whose squares|importances that can be ordered)/,
      );
    },
  );
});
