import type { Network } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { cut } from "../../src/index.ts";
import type { LayerScores, Pruned } from "../../src/index.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import {
  inExtremes,
  networkIn,
  ordinary,
  samplesIn,
  times,
  unitsOf,
} from "../../../network/test/support/units.ts";
import type { Units } from "../../../network/test/support/units.ts";
import { scoresOf } from "../support/scores.ts";

const cutIn = (units: Units, strategy: string): Pruned => {
  const network = networkIn(units);
  return cut(network, scoresOf(network, samplesIn(units), { strategy }), 0.5);
};

describe.each(["elimination-compensation", "nonlinear", "obd", "obs"])("%s", (strategy) => {
  it.each(inExtremes)("%s: the same weights go, and the others have the same digits", (_, units) => {
    const [expected, pruned] = [ordinary, units].map((each) => cutIn(each, strategy));
    expect(pruned.masks).toEqual(expected.masks);
    const { input, first, second } = units;
    for (const [k, exponent] of [first, second].entries()) {
      expect(pruned.network.layers[k].weight).toEqual(times(expected.network.layers[k].weight, exponent));
      const signal = k === 0 ? input + first : input + first + second;
      expect(pruned.network.layers[k].bias).toEqual(times(expected.network.layers[k].bias, signal));
    }
  });

  it.each(inExtremes)("%s: importances are I · 2^exponent", (_, units) => {
    const { input, first, second } = units;
    const scores = scoresOf(networkIn(units), samplesIn(units), { strategy });
    const own = scoresOf(networkIn(ordinary), samplesIn(ordinary), { strategy });
    const outputs = 2 * (input + first + second);
    for (const [k, { importance, exponent = 0 }] of scores.entries()) {
      const expected = times(own[k].importance, exponent + outputs);
      // Exact changes are differences of outputs, each rounded to 2^-53; out of range they are computed on another way.
      const bound = strategy === "nonlinear" ? 2 ** -44 * Math.max(...expected.data) : 0;
      expectNear(importance, expected, bound);
    }
  });
});

describe.each(["flap", "wanda", "local-relative-variance"])(
  "%s, whose importances have no unit",
  (strategy) => {
    it.each(inExtremes)("%s: scores as of ordinary numbers", (_, units) => {
      const [scores, own] = [units, ordinary].map((each) =>
        scoresOf(networkIn(each), samplesIn(each), { strategy }),
      );
      for (const [k, { importance, exponent }] of scores.entries()) {
        expect(importance).toEqual(own[k].importance);
        expect(exponent).toBe(undefined);
      }
    });
  },
);

it.each([-564, 532])("mean-replacement: signals of 2^%d are ranked as ordinary ones", (exponent) => {
  const units = unitsOf(0, exponent, 0);
  const [expected, masks] = [ordinary, units].map((each) => cutIn(each, "mean-replacement").masks);
  expect(masks).toEqual(expected);
});

const X = samplesIn(ordinary);
const small = networkIn(unitsOf(0, -564, 0));
const targets = tensor(Array.from({ length: 40 }, () => [0, 0, 0]));
const tied: Network = {
  layers: [
    { weight: tensor([[2 ** -564]]), bias: tensor([0]), activation: { kind: "relu" } },
    { weight: tensor([[2 ** -564]]), bias: tensor([0]), activation: { kind: "identity" }, tied: 0 },
  ],
};
/** A chunk of ordinary samples, and one whose squares are out of range. */
const later = tensor(Array.from({ length: 1025 }, (_, n) => [1, 2, 3, n === 1024 ? 1e160 : n]));

const withExponents = (...exponents: readonly number[]): LayerScores[] =>
  scoresOf(networkIn(ordinary), X).map((layer, k) => ({ ...layer, exponent: exponents[k] }));

describeRefusals({
  "squares out of range, for what knows no scales": [
    [
      () => scoresOf(small, X, { strategy: "gradient-magnitude", loss: "mean-squared-error", targets }),
      "scoring: expected importances by gradient-magnitude that f64 can hold, of a network or inputs times a power of two; received inputs near 2^2, sensitivities near 2^2 and weights near 2^-563 in layer 0, where all are below 2^-1000",
    ],
    [
      () => scoresOf(small, X, { strategy: "obd-recursive" }),
      "scoring: expected importances by obd-recursive that f64 can hold, of a network or inputs times a power of two; received inputs near 2^2, sensitivities near 2^2 and weights near 2^-563 in layer 0, where all are below 2^-1000",
    ],
    [
      () => scoresOf(tied, tensor([[1], [2]])),
      "scoring: expected numbers whose squares are in range, where several layers use one matrix; received inputs near 2^1, sensitivities near 2^-564 and weights near 2^-564 in layer 0",
    ],
    [
      () => scoresOf(networkIn(ordinary), later),
      "scoring: layer 0: expected a finite importance of every weight; received Infinity for weight [0, 3]",
    ],
  ],
  "scores in units that cannot be compared": [
    [
      () => cut(small, withExponents(-2, -4), 0.5),
      "cut: layer 1: expected one even exponent for all layers; received -4",
    ],
    [
      () => cut(small, withExponents(3, 3), 0.5),
      "cut: layer 0: expected one even exponent for all layers; received 3",
    ],
    [
      () => cut(small, withExponents(NaN, NaN), 0.5),
      "cut: layer 0: expected one even exponent for all layers; received NaN",
    ],
  ],
});
