import { finish, initialNetwork } from "@espalier/network";
import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { prune, scoring } from "../../../prune/src/index.ts";
import { strategies } from "../../src/index.ts";
import type { ScoringStrategy } from "../../src/index.ts";

const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
const inputs = randomNormal([10, 3], seededRandom(2));
const scorers = strategies.filter((strategy): strategy is ScoringStrategy => strategy.kind === "score");

/** Options whose targets must not be looked at. */
const guarded = (more: { strategy: ScoringStrategy; samples?: number }) => ({
  ...more,
  ratio: 0.5,
  loss: "mean-squared-error" as const,
  random: seededRandom(3),
  get targets(): Tensor {
    throw new Error("somebody looked at the targets");
  },
});

it("only gradient-magnitude and taylor need targets", () => {
  expect(scorers.filter(({ needsTargets }) => needsTargets).map(({ name }) => name)).toEqual([
    "gradient-magnitude",
    "taylor",
  ]);
});

describe.each(scorers.filter(({ needsTargets }) => needsTargets !== true))("$name", (strategy) => {
  it.each([undefined, 4])("never looks at targets, of all samples or of %s", (samples) => {
    const options = guarded(samples === undefined ? { strategy } : { strategy, samples });
    expect(prune(network, inputs, options).removed).toBe(10);
    expect(finish(scoring(network, inputs, options))).toHaveLength(2);
  });
});

it.each([false, undefined])("a strategy that declares %s is shown no targets", (needsTargets) => {
  const shown: unknown[] = [];
  const strategy: ScoringStrategy = {
    kind: "score",
    name: "curious",
    needsTargets,
    *score({ layers }, calibration) {
      yield { stage: "scores", done: 1, total: 1 };
      shown.push(calibration.targets);
      return layers.map(({ weight }) => ({ importance: weight, compensation: weight }));
    },
  };
  prune(network, inputs, { ratio: 0.5, strategy, targets: inputs, loss: "mean-squared-error" });
  expect(shown).toEqual([undefined]);
});

it("a strategy that needs targets looks at them", () => {
  const strategy = scorers.find(({ needsTargets }) => needsTargets)!;
  expect(() => prune(network, inputs, guarded({ strategy }))).toThrow("somebody looked at the targets");
});
