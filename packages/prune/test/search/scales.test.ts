import { randomNormal, seededRandom, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { scoresOf } from "../../../scores/test/support/scores.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import {
  assess,
  cut,
  finish,
  prune,
  pruningWithin,
  probedScoring,
  scoreStatistics,
  scoreStream,
  statisticsStream,
} from "../../src/index.ts";
import type { LayerScores, Network } from "../../src/index.ts";
import { sharedPool } from "../support/shared-pool.ts";

/**
 * A network of relus in other units: its inputs, weights and outputs are 2^e times those of the ordinary one, so whatever is computed of it is
 * the same but for a power of two, and has the same digits.
 */
interface Units {
  readonly input: number;
  readonly first: number;
  readonly second: number;
}

const ordinary: Units = { input: 0, first: 0, second: 0 };
const times = ({ shape, data }: Tensor, exponent: number): Tensor => ({
  shape,
  data: data.map((each) => each * 2 ** (exponent / 2) * 2 ** (exponent / 2)),
});
const draw = (shape: number[], seed: number): Tensor => randomNormal(shape, seededRandom(seed));
const [W, b, V, c, X] = [[5, 4], [5], [3, 5], [3], [40, 4]].map(draw);

const networkIn = ({ input, first, second }: Units): Network => ({
  layers: [
    { weight: times(W, first), bias: times(b, input + first), activation: { kind: "relu" } },
    {
      weight: times(V, second),
      bias: times(c, input + first + second),
      activation: { kind: "identity" },
    },
  ],
});
const samplesIn = ({ input }: Units): Tensor => times(X, input);
const unitsOf = (input: number, first: number, second: number): Units => ({ input, first, second });

// 1e-170, 1e160, subnormal numbers, and factors that cancel.
const extremes = [
  unitsOf(0, -564, 0),
  unitsOf(0, 0, -564),
  unitsOf(0, 532, 0),
  unitsOf(0, 0, 532),
  unitsOf(532, 0, 0),
  unitsOf(-564, 0, 0),
  unitsOf(-564, -400, 0),
  unitsOf(0, 564, -564),
  unitsOf(-700, 0, 900),
  unitsOf(0, -450, -450),
];

const name = ({ input, first, second }: Units): string =>
  `inputs 2^${input}, weights 2^${first} and 2^${second}`;
const cases = extremes.map((units) => [name(units), units] as const);

describe.each(["elimination-compensation", "nonlinear", "obd", "obs"])("%s", (strategy) => {
  it.each(cases)("%s: the same weights go, and the others have the same digits", (_, units) => {
    const expected = prune(networkIn(ordinary), X, { ratio: 0.5, strategy });
    const pruned = prune(networkIn(units), samplesIn(units), { ratio: 0.5, strategy });
    expect(pruned.masks).toEqual(expected.masks);
    const { input, first, second } = units;
    for (const [k, exponent] of [first, second].entries()) {
      expect(pruned.network.layers[k].weight).toEqual(times(expected.network.layers[k].weight, exponent));
      const signal = k === 0 ? input + first : input + first + second;
      expect(pruned.network.layers[k].bias).toEqual(times(expected.network.layers[k].bias, signal));
    }
  });

  it.each(cases)("%s: importances are I · 2^exponent", (_, units) => {
    const { input, first, second } = units;
    const scores = scoresOf(networkIn(units), samplesIn(units), { strategy });
    const own = scoresOf(networkIn(ordinary), X, { strategy });
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
    it.each(cases)("%s: scores as of ordinary numbers", (_, units) => {
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
  const masksOf = (each: Units): unknown =>
    prune(networkIn(each), samplesIn(each), { ratio: 0.5, strategy: "mean-replacement" }).masks;
  expect(masksOf(units)).toEqual(masksOf(ordinary));
});

describe.each(cases)("%s", (_, units) => {
  const [network, inputs] = [networkIn(units), samplesIn(units)];

  it("a budget removes what it removes of ordinary numbers", () => {
    const [found, expected] = [
      pruningWithin(network, inputs, { budget: 0.1 }),
      pruningWithin(networkIn(ordinary), X, { budget: 0.1 }),
    ].map(finish);
    expect(found.masks).toEqual(expected.masks);
    expect(found.difference.relative).toBe(expected.difference.relative);
  });

  it("the predicted change is that of ordinary numbers", () => {
    const [found, expected] = [units, ordinary].map((each) => {
      const dense = networkIn(each);
      return assess(dense, prune(dense, samplesIn(each), { ratio: 0.3 }), samplesIn(each));
    });
    expect(found.predicted).toBeCloseTo(expected.predicted ?? NaN, 12);
    expect(found.measured.relative).toBe(expected.measured.relative);
  });

  it("steps and the compensation of rows do the same", () => {
    const maskOf = (each: Units): unknown[] => [
      prune(networkIn(each), samplesIn(each), { ratio: 0.6, steps: 3 }).masks,
      prune(networkIn(each), samplesIn(each), { ratio: 0.5, compensation: "row" }).masks,
    ];
    expect(maskOf(units)).toEqual(maskOf(ordinary));
  });

  it("the same neurons go, by the sums of such importances", () => {
    const strategy = "elimination-compensation";
    const options = { granularity: "neuron", count: 2, strategy, compensation: "none" } as const;
    const [{ kept }, expected] = [units, ordinary].map((each) =>
      prune(networkIn(each), samplesIn(each), options),
    );
    expect(kept).toEqual(expected.kept);
  });

  it("streams and workers have the bits of one thread", async () => {
    for (const strategy of ["elimination-compensation", "nonlinear", "flap"]) {
      const expected = scoresOf(network, inputs, { strategy });
      const halves = [inputs, inputs].map(({ data }, at) => ({
        shape: [20, 4],
        data: data.slice(at * 80, (at + 1) * 80),
      }));
      expect(await scoreStream(network, halves, { strategy })).toEqual(expected);
      expect(await sharedPool.score(network, inputs, { strategy })).toEqual(expected);
    }
  });
});

it("random probes keep the unit of their groups", () => {
  const units = unitsOf(0, -564, 0);
  const options = { probes: 2, random: seededRandom(3) };
  const scoresIn = (each: Units): (number | undefined)[][] =>
    finish(
      probedScoring(networkIn(each), samplesIn(each), { ...options, random: seededRandom(3) }),
    ).scores.map(({ importance, exponent = 0 }) =>
      [...importance.data].map((I) => I * 2 ** -(exponent + 2 * (each.first + each.second))),
    );
  for (const [k, layer] of scoresIn(units).entries())
    for (const [ij, I] of layer.entries()) expect(I).toBeCloseTo(scoresIn(ordinary)[k][ij] ?? NaN, 12);
});

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
const smallStatistics = await statisticsStream(small, [X]);

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
    [
      () => prune(networkIn(unitsOf(0, -564, 0)), X, { granularity: "neuron", count: 2 }),
      "prune: expected importances by unit-affine that f64 can hold, of a network or inputs times a power of two; received inputs near 2^2, sensitivities near 2^2 and weights near 2^-563 in layer 0, where all are below 2^-1000",
    ],
    [
      () => prune(networkIn(unitsOf(0, 0, 532)), X, { granularity: "neuron", count: 2 }),
      "prune: expected values whose squares, and those of their effect, are numbers; received larger ones of input 0 of layer 1",
    ],
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
    [
      () => scoreStatistics(small, smallStatistics),
      "scoreStatistics: expected importances that f64 can hold, of a network or inputs times a power of two; received statistics by which all are below 2^-1000",
    ],
  ],
});
