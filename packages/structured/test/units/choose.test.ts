import { initialNetwork } from "@espalier/network";
import { seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { chooseUnits, targetOf, weightsFreed } from "../../src/units/choose.ts";
import type { Removable } from "../../src/units/choose.ts";
import { unitsOf } from "../../src/units/groups.ts";
import {
  allColumns,
  inputsLeft,
  masksOfColumns,
  takeColumns,
  unitsLeft,
  without,
} from "../../src/units/narrow.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

// 3 · 4 + 4 · 2 + 2 · 1 = 22 weights. A neuron of the first layer has 3 + 2 = 5, one of the second 4 + 1 = 5.
const network = initialNetwork({ sizes: [3, 4, 2, 1], random: seededRandom(1) });
const removable = (granularity: "neuron" | "input"): Removable => ({
  granularity,
  network,
  units: unitsOf(network, granularity).units,
});
const neurons = removable("neuron");
const target = (options: { readonly ratio?: number; readonly count?: number }, of = neurons) =>
  targetOf("a test", of, options);

describe("how much is removed", () => {
  it("is a count of units or a ratio of the weights", () => {
    expect(target({ count: 0 })).toEqual({ count: 0 });
    expect(target({ count: 4 })).toEqual({ count: 4 });
    expect(target({ ratio: 0.5 })).toEqual({ ratio: 0.5 });
    expect(target({ count: 2 }, removable("input"))).toEqual({ count: 2 });
  });

  // With one neuron left in each layer there are 3 + 1 + 1 weights; 17 of 22 have gone, which 17.4 of 22 are rounded to.
  it("is at most that of a network with one unit in each layer", () => {
    for (const ratio of [17 / 22, 17.4 / 22]) expect(target({ ratio })).toEqual({ ratio });
  });
});

// prettier-ignore
describeRefusals({
  "a target of units": [
    [() => target({}),                          "a test: expected a ratio of the weights or a count of neurons; received neither"],
    [() => target({ ratio: 0.5, count: 1 }),    "a test: expected a ratio of the weights or a count of neurons; received both"],
    [() => target({ count: -1 }),               "a test: expected a whole number of neurons ≥ 0; received -1"],
    [() => target({ count: 1.5 }),              "a test: expected a whole number of neurons ≥ 0; received 1.5"],
    [() => target({ count: 3 }, removable("input")), "a test: expected at most 2 of 3 inputs to remove, so that no layer is left empty; received 3"],
    [() => target({ count: 5 }),                "a test: expected at most 4 of 6 neurons to remove, so that no layer is left empty; received 5"],
    [() => target({ ratio: -0.1 }),             "a test: expected a ratio in [0, 1], the fraction of weights to remove; received -0.1"],
    [() => target({ ratio: 2 }),                "a test: expected a ratio in [0, 1], the fraction of weights to remove; received 2"],
    [() => target({ ratio: 17.6 / 22 }),        `a test: expected a ratio up to ${17 / 22}, which the granularity neuron can reach with a unit in each layer; received ${17.6 / 22}`],
  ],
});

describe("the units that go", () => {
  const scores = [5, 1, 4, 2, 3, 6];
  const chosen = (goal: Parameters<typeof chooseUnits>[3], gone: readonly number[] = []) =>
    chooseUnits(neurons, scores, new Set(gone), goal);

  it("are those of the lowest scores, ascending by their numbers", () => {
    expect(chosen({ count: 0 })).toEqual([]);
    expect(chosen({ count: 2 })).toEqual([1, 3]);
    expect(chosen({ count: 3 })).toEqual([1, 3, 4]);
  });

  it("count those that are gone already, and leave a layer its last unit", () => {
    expect(chosen({ count: 3 }, [0])).toEqual([1, 3]);
    expect(chosen({ count: 4 })).toEqual([1, 2, 3, 4]);
    expect(chosen({ count: 4 }, [5])).toEqual([1, 2, 3]); // unit 4 is the last of its layer
  });

  it("are as few as free round(ρ N_W) weights, no more where that is reached", () => {
    // Units 1 and 3 free 5 each; after them unit 4 frees 2 + 1.
    expect(chosen({ ratio: 5 / 22 })).toEqual([1]);
    expect(chosen({ ratio: 6 / 22 })).toEqual([1, 3]);
    expect(chosen({ ratio: 10 / 22 })).toEqual([1, 3]);
    expect(chosen({ ratio: 11 / 22 })).toEqual([1, 3, 4]);
    expect(chosen({ ratio: 10 / 22 }, [1])).toEqual([3]);
  });

  it("free these weights each, and none counts as 1", () => {
    expect([...weightsFreed(neurons, allColumns(network))]).toEqual([5, 5, 5, 5, 5, 5]);
    const { units } = neurons;
    const left = without(allColumns(network), [units[0], units[4]]);
    expect([...weightsFreed(neurons, left)]).toEqual([1, 4, 4, 4, 1, 4]);
  });
});

describe("the columns that are left", () => {
  const { units } = neurons;
  const columns = without(allColumns(network), [units[1], units[3], units[5]]);

  it("are those of the inputs and of each layer", () => {
    expect(unitsLeft(network, columns)).toEqual([[0, 1, 2], [0, 2], [0]]);
    expect(masksOfColumns(network, columns).map((mask) => [...mask])).toEqual([
      [1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0],
      [1, 0, 1, 0, 0, 0, 0, 0],
      [1, 0],
    ]);
    const inputs = removable("input");
    expect(inputsLeft(network, without(allColumns(network), [inputs.units[1]]))).toEqual([0, 2]);
  });

  it("of samples have the precision of the samples", () => {
    for (const dtype of ["f64", "f32"] as const)
      expect(takeColumns(tensor([[1, 2, 3], [4, 5, 6]], dtype), [2, 0])).toEqual(tensor([[3, 1], [6, 4]], dtype)); // prettier-ignore
  });
});
