import { seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { scoresOf } from "../../../scores/test/support/scores.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import { inExtremes, networkIn, ordinary, samplesIn, unitsOf } from "../../../network/test/support/units.ts";
import type { Units } from "../../../network/test/support/units.ts";
import {
  assess,
  finish,
  prune,
  pruningWithin,
  probedScoring,
  scoreStatistics,
  scoreStream,
  statisticsStream,
} from "../../src/index.ts";
import { sharedPool } from "../support/shared-pool.ts";

const X = samplesIn(ordinary);

describe.each(inExtremes)("%s", (_, units) => {
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
const smallStatistics = await statisticsStream(small, [X]);

describeRefusals({
  "squares out of range, for what knows no scales": [
    [
      () => prune(networkIn(unitsOf(0, -564, 0)), X, { granularity: "neuron", count: 2 }),
      "prune: expected importances by unit-affine that f64 can hold, of a network or inputs times a power of two; received inputs near 2^2, sensitivities near 2^2 and weights near 2^-563 in layer 0, where all are below 2^-1000",
    ],
    [
      () => prune(networkIn(unitsOf(0, 0, 532)), X, { granularity: "neuron", count: 2 }),
      "prune: expected values whose squares, and those of their effect, are numbers; received larger ones of input 0 of layer 1",
    ],
    [
      () => scoreStatistics(small, smallStatistics),
      "scoreStatistics: expected importances that f64 can hold, of a network or inputs times a power of two; received statistics by which all are below 2^-1000",
    ],
  ],
});
