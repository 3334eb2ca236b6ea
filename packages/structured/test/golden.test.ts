import { finish } from "@espalier/network";
import type { Network } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { regressions } from "../src/compensation/affine.ts";
import { coupledMove } from "../src/compensation/coupled.ts";
import { bias, constant } from "../src/compensation/constants.ts";
import { upTo } from "../src/units/narrow.ts";
import { columnSums } from "../src/strategies/columns.ts";
import { unitStatistics } from "./statistics-of.ts";
import { affineCosts, affineProblem } from "../src/strategies/unit-affine.ts";
import { coupledCosts } from "../src/strategies/unit-coupled.ts";
import { setCosts } from "../src/strategies/unit-greedy.ts";
import type { UnitStatistics } from "../src/units/unit-statistics.ts";
import { expectNear } from "../../network/test/support/near.ts";
import { scoresOf } from "../../scores/test/support/scores.ts";

// 2-3-3-2 with a PReLU of slope ¼, eight samples; the hidden layer 1 is read by layer 2. The values are from exact rational arithmetic, written
// with 15 digits after the point. Some ten operations on numbers up to 10, in doubles.
const NEAR = 1e-13;

const slope = { kind: "prelu" as const, slope: tensor([0.25]) };
// prettier-ignore
const network: Network = {
  layers: [
    { weight: tensor([[0.69, -0.65], [0.2, -0.09], [-0.68, 0.25]]), bias: tensor([0.96, 0.04, 0.15]), activation: slope },
    { weight: tensor([[-1.25, 0.44, 0.08], [0.28, -0.72, -2.59], [-1.77, 0.16, -0.88]]), bias: tensor([0.91, 0.15, -0.47]), activation: slope },
    { weight: tensor([[2.11, -0.85, 0.52], [-0.32, -1.6, 1.69]]), bias: tensor([0.04, 0.31]), activation: { kind: "identity" } },
  ],
};
// prettier-ignore
const inputs = tensor([[0.05, -0.57], [0.36, -0.23], [0.89, -0.9], [0.59, 0.04], [1.94, 0.36], [2.03, -0.25], [-1.07, 1.21], [-1.5, 0.85]]);

const statisticsOf = (k: number): UnitStatistics =>
  finish(unitStatistics(network, { who: "test", inputs, layers: [k] }, { joint: true, covariance: true }))[0];
const statistics = statisticsOf(1);
const [, layer] = network.layers;
const perSample = (sums: Float64Array): Float64Array => sums.map((sum) => sum / statistics.samples);

/** L(δ) of a unit and a change of the biases, from its value at one constant. */
function changeAt(unit: number, delta: readonly number[]): number {
  const { scatter, pull, coupling, center, samples } = statistics;
  const d = delta.map((each, i) => each - layer.weight.data[3 * i + unit] * center[unit]);
  let value = scatter[unit];
  for (let i = 0; i < 3; i++) {
    value -= 2 * d[i] * pull[3 * unit + i];
    for (let l = 0; l < 3; l++) value += d[i] * coupling[3 * i + l] * d[l];
  }
  return value / samples;
}

const removal = (unit: number) => ({
  layer,
  removed: [unit],
  kept: upTo(3).filter((j) => j !== unit),
  statistics,
});
const deltaOf = (unit: number, shrinkage: number): number[] =>
  Array.from(
    coupledMove(statistics, [unit], shrinkage),
    (move, i) => move + layer.weight.data[3 * i + unit] * statistics.center[unit],
  );

describe("units of a 2-3-3-2 network", () => {
  it("have these statistics", () => {
    // prettier-ignore
    expectNear(perSample(statistics.coupling), [1.3521171875, -0.320375, 0.06085625, -0.320375, 2.5131640625, -0.63903125, 0.06085625, -0.63903125, 0.19540625], NEAR);
    expectNear(statistics.center, [0.74428273829596, 0.203653879005781, -0.125299292118805], NEAR);
    const energies = upTo(3).map(
      (j) => perSample(statistics.scatter)[j] + perSample(statistics.energy)[j] * statistics.center[j] ** 2,
    );
    expectNear(energies, [6.475086606420744, 0.140930641644056, 0.813820929990096], NEAR);
  });

  it("leave this change when one constant replaces them", () => {
    expectNear(perSample(statistics.scatter), [4.232191664677364, 0.060950958330103, 0.59041483502762], NEAR);
  });

  it("leave this change when every reader takes its own constant", () => {
    const values = upTo(3).map((unit) => {
      const [{ layer: moved }] = bias.candidates(removal(unit));
      return changeAt(
        unit,
        Array.from(moved.bias.data, (b, i) => b - layer.bias.data[i]),
      );
    });
    expectNear(values, [2.281524763088523, 0.04050579842868, 0.596391873396837], NEAR);
    const [{ layer: one }] = constant.candidates(removal(0));
    expectNear(
      [
        changeAt(
          0,
          Array.from(one.bias.data, (b, i) => b - layer.bias.data[i]),
        ),
      ],
      [4.232191664677364],
      NEAR,
    );
  });

  it("have these column sums of the weights' importances", () => {
    const [, scores] = scoresOf(network, inputs);
    expectNear(columnSums(scores), [1.737469362153834, 0.032513182382496, 0.986923487237595], NEAR);
    const roots = upTo(3).map(
      (j) => upTo(3).reduce((sum, i) => sum + Math.sqrt(scores.importance.data[3 * i + j]), 0) ** 2,
    );
    expectNear(roots, [4.168191421007188, 0.061659706352655, 1.575863501939307], NEAR);
  });

  it("have these coupled compensations", () => {
    // The condition of H magnifies roundings some hundred times.
    // prettier-ignore
    expectNear(deltaOf(0, 0), [0.060819517748717, 2.404609010232186, 3.738888281299833], 1e-11);
    expectNear(deltaOf(1, 0), [-0.035781814507121, -0.317394198881089, -0.441764584671074], 1e-11);
    expectNear(deltaOf(2, 0), [0.312357571573564, 1.103756900300006, 3.046251457172951], 1e-11);
    expectNear(coupledCosts(statistics, 0), [0.763501632616414, 0.032445623610203, 0.209215591394492], 1e-11);
    expectNear(deltaOf(0, 0.1), [-0.106653538821286, 1.399546162995291, 0.338618161000697], NEAR);
    expectNear(coupledCosts(statistics, 0.1).subarray(0, 1), [1.193054309574297], NEAR);
  });

  it("have this set function", () => {
    const K = setCosts(statistics, 0);
    // prettier-ignore
    expectNear([K[1], K[2], K[5]], [-0.127696240600053, 0.210396198877647, -0.075658160568163], 1e-11);
    expectNear([K[0] + K[4] + 2 * K[1]], [0.540554775026513], 1e-11);
  });

  it("are these affine functions of the others", () => {
    const [coefficients] = regressions(statistics, [0], [1, 2], 0);
    const { mean } = statistics;
    const offset = mean[0] - coefficients[0] * mean[1] - coefficients[1] * mean[2];
    expectNear([offset, ...coefficients], [1.009415821192185, 2.640031580669503, -0.73749379718773], 1e-12);
  });

  it("cost this much when the others compensate for them", () => {
    const problem = affineProblem(statistics, layer, 0);
    if (problem === undefined) throw new Error("the units vary");
    const { A, precision } = problem;
    const alone = upTo(3).map((j) => A[4 * j] / precision[4 * j]);
    expectNear(alone, [0.065211173208036, 0.003550864249396, 0.325291893237481], 1e-12);
    expect(Math.min(...affineCosts(A, precision))).toBe(alone[1]);
  });
});
