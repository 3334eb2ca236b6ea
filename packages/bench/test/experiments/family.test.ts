import { finish, initialNetwork } from "@espalier/prune";
import { seededRandom, zeros } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import type { TaskContext } from "../../src/experiments/context.ts";
import { family } from "../../src/experiments/kinds/family.ts";
import { family as part } from "../../src/experiments/parts/family.ts";
import { unitsOf } from "../../src/experiments/unit.ts";
import { tinyData, tinyExperiment } from "../support/tiny-part.ts";

const { recipe } = tinyExperiment;
const baseline = initialNetwork({ sizes: recipe.network, random: seededRandom(1) });
const context: TaskContext = {
  recipe,
  data: tinyData,
  seed: 0,
  baseline: () => baseline,
  once: (_, compute) => compute(),
  timed: (_, work) => [finish(work), 0],
};

describe("a method of the family", () => {
  const name = "neuron: unit-affine + affine";
  const method = { name, amounts: [0.5], fineTuned: false, distilled: true, fromScratch: true };
  const rows = family.measure({ method: name }, { methods: [method] }, context);

  it("is measured right after pruning, distilled, and beside a network of the same sizes from scratch", () => {
    expect(rows.map(({ stage }) => stage)).toEqual(["pruned", "distilled", "from-scratch"]);
    expect(rows[0].sizes.reduce((sum, size) => sum + size)).toBe(3 + 8 / 2 + 1);
    for (const { sizes } of rows) expect(sizes).toEqual(rows[0].sizes);
    expect(new Set(rows.map(({ testLoss }) => testLoss)).size).toBe(3);
  });

  it("needs no labels before the network from scratch: others change nothing until then", () => {
    const { inputs, targets } = tinyData.train;
    const train = { inputs, targets: zeros(targets.shape) };
    const others = family.measure(
      { method: name },
      { methods: [method] },
      { ...context, data: { ...tinyData, train } },
    );
    const losses = (of: typeof rows): number[] => of.map(({ testLoss }) => testLoss);
    expect(losses(others).slice(0, 2)).toEqual(losses(rows).slice(0, 2));
    expect(losses(others)[2]).not.toBe(losses(rows)[2]);
  });

  it("is measured for as many seeds as it asks for", () => {
    const methods = [
      { ...method, seeds: 2 },
      { ...method, name: "neuron: corp" },
    ];
    expect(family.units({ methods }, 1)).toHaveLength(2);
    expect(family.units({ methods }, 2)).toEqual([{ method: "neuron: corp" }]);
  });
});

it("the part has every method once for each of five seeds", () => {
  for (const experiment of part.experiments) {
    const { methods } = experiment.studies.family ?? { methods: [] };
    const units = unitsOf(experiment).filter(({ kind }) => kind === "family");
    expect(units).toHaveLength(5 * methods.length);
  }
});
