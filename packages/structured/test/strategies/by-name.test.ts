import { strategyNames } from "@espalier/scores";
import { tensor } from "@espalier/tensor";
import { finish } from "@espalier/network";
import { describe, expect, it } from "vitest";
import { unitCompensationNames, unitStrategies, unitStrategyNames } from "../../src/index.ts";
import type { UnitStrategy } from "../../src/index.ts";
import { unitCompensationOf, unitCompensations } from "../../src/compensation/index.ts";
import { unitStrategyOf } from "../../src/strategies/index.ts";
import { unitPassesOf } from "../../src/strategies/known-passes.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const own: UnitStrategy = {
  kind: "units",
  name: "own",
  compensation: "mean",
  *score() {
    yield* [];
    return [];
  },
};

describe("a strategy for units", () => {
  it("is found by its name; ours by default; one that is handed in is itself", () => {
    for (const [at, name] of unitStrategyNames.entries())
      expect(unitStrategyOf("a test", name)).toBe(unitStrategies[at]);
    expect(unitStrategyOf("a test").name).toBe("unit-affine");
    expect(unitStrategyOf("a test", own)).toBe(own);
    expect(unitStrategyOf("a test", own, "input")).toBe(own);
  });

  it("scores one kind of unit, or both", () => {
    const only = (granularity: "neuron" | "input"): string[] =>
      unitStrategies.filter((each) => each.only === granularity).map(({ name }) => name);
    for (const granularity of ["neuron", "input"] as const)
      for (const name of only(granularity))
        expect(unitStrategyOf("a test", name, granularity).name).toBe(name);
    expect(only("input")).toContain("input-perturbation");
  });

  it("may be one for weights, by its column sums, with the compensation that it has itself", () => {
    const compensations = Object.fromEntries(
      strategyNames
        .filter((name) => name !== "fully-connected")
        .filter((name) => !unitStrategyNames.includes(name))
        .map((name) => [name, unitStrategyOf("a test", name).compensation]),
    );
    expect(compensations).toEqual({
      "elimination-compensation": "bias",
      nonlinear: "mean",
      magnitude: "none",
      "gradient-magnitude": "none",
      random: "none",
      "mean-replacement": "mean",
      flap: "mean",
      wanda: "none",
      obd: "none",
      "obd-recursive": "none",
      obs: "affine",
      "local-relative-variance": "none",
      "magnitude-layerwise": "none",
      "random-layerwise": "none",
    });
  });

  it("for weights has the sums down the columns: |W| of [[1, −2], [3, 4]] are 4 and 6", () => {
    const layer = { weight: tensor([[1, -2], [3, 4]]), bias: tensor([0, 0]), activation: { kind: "identity" as const } }; // prettier-ignore
    const strategy = unitStrategyOf("a test", "magnitude");
    const calibration = { who: "a test", inputs: tensor([[1, 1]]), layers: [0] };
    expect(finish(strategy.score({ layers: [layer] }, calibration))).toEqual([Float64Array.of(4, 6)]);
  });
});

describe("a compensation for units", () => {
  it("is found by its name", () => {
    for (const [at, name] of unitCompensationNames.entries())
      expect(unitCompensationOf("a test", name)).toBe(unitCompensations[at]);
  });

  it("changes these parameters at once, and those together after that", () => {
    expect(unitCompensations.map(({ name, changes, moves }) => [name, changes, moves])).toEqual([
      ["none", [], []],
      ["mean", ["bias"], []],
      ["constant", ["bias"], []],
      ["bias", ["bias"], []],
      ["coupled", ["bias"], []],
      ["merge", ["weight", "bias"], []],
      ["affine", ["weight", "bias"], []],
      ["network", ["weight", "bias"], ["weight", "bias", "slope"]],
    ]);
  });
});

const all = [...new Set([...unitStrategyNames, ...strategyNames])].join(", ");
// prettier-ignore
describeRefusals({
  "a strategy for units": [
    [() => unitStrategyOf("a test", "unit"),                              `a test: expected a strategy among ${all}; received unit`],
    [() => unitStrategyOf("a test", "input-perturbation", "neuron"),      "a test: expected a strategy that scores neurons; received input-perturbation, which scores inputs"],
    [() => unitStrategyOf("a test", { ...own, only: "neuron" }, "input"), "a test: expected a strategy that scores inputs; received own, which scores neurons"],
    [() => unitStrategyOf("a test", { kind: "units", name: "own" } as never), "a test: expected a strategy for units { kind, name, compensation, score }; received an object of class Object"],
    [() => unitStrategyOf("a test", { ...own, name: undefined } as never), "a test: expected a strategy for units { kind, name, compensation, score }; received an object of class Object"],
    [() => unitStrategyOf("a test", "fully-connected"),                   "a test: expected a strategy that scores weights; received fully-connected, which trains from scratch"],
    [() => unitPassesOf("a test", { of: "scores", strategy: "magnitude", layers: [0] }), "a test: expected a strategy for units that goes through samples in chunks; received magnitude"],
  ],
  "a compensation for units": [
    [() => unitCompensationOf("a test", "row"), "a test: expected a compensation for whole units among none, mean, constant, bias, coupled, merge, affine, network; received row"],
  ],
});
