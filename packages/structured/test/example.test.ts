import { finish, forward } from "@espalier/network";
import type { Network } from "@espalier/network";
import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { prune } from "../../prune/src/index.ts";
import type { UnitCompensationName } from "../src/index.ts";
import { coupledMove } from "../src/compensation/coupled.ts";
import { unitStatistics } from "./statistics-of.ts";
import { coupledCosts } from "../src/strategies/unit-coupled.ts";
import { expectNear } from "../../network/test/support/near.ts";
import { scoresOf } from "../../scores/test/support/scores.ts";

// 2-2-1, slope ½ for negative signals, three samples. Input 0 is 1, 1, −1. The signals are (3, −1), (−1, 3), (1, −3), so
// g = (1, ½), (½, 1), (1, ½), and h = 3/2, Q = 9/4 in every sample.
const network: Network = {
  layers: [
    {
      weight: tensor([
        [1, 1],
        [1, -1],
      ]),
      bias: tensor([0, 0]),
      activation: { kind: "prelu", slope: tensor([0.5]) },
    },
    { weight: tensor([[1, 1]]), bias: tensor([0]), activation: { kind: "identity" } },
  ],
};
const inputs = tensor([
  [1, 2],
  [1, -2],
  [-1, 2],
]);
const NEAR = 1e-15; // a few roundings of numbers around 1

/** E‖NN − NN without input 0‖² in truth, after a change δ of the biases. */
function trueChange(delta: readonly number[]): number {
  const [first, last] = network.layers;
  const without: Network = {
    layers: [
      {
        ...first,
        weight: tensor([
          [0, 1],
          [0, -1],
        ]),
        bias: tensor([...delta]),
      },
      last,
    ],
  };
  const [a, b] = [forward(network, inputs), forward(without, inputs)];
  return [...a.data].reduce((sum, y, n) => sum + (y - b.data[n]) ** 2, 0) / 3;
}

const [statistics] = finish(unitStatistics(network, { who: "test", inputs, layers: [0] }));
const delta = (compensation: UnitCompensationName): number[] => {
  const options = { granularity: "input", count: 1, strategy: first, compensation } as const;
  return toNested(prune(network, inputs, options).network.layers[0].bias) as number[];
};
const first = {
  kind: "units",
  name: "the first input",
  compensation: "none",
  *score() {
    yield { stage: "scores", done: 1, total: 1 };
    return [Float64Array.of(0, 1)];
  },
} as const;

describe("input 0 of the example", () => {
  it("has H, c and E[Q x²] as on paper", () => {
    expectNear(
      statistics.coupling.map((sum) => sum / 3),
      [3 / 4, 1 / 2, 1 / 2, 1 / 2],
      NEAR,
    );
    expectNear(statistics.center.subarray(0, 1), [1 / 3], NEAR);
    expectNear(statistics.energy.subarray(0, 1), [27 / 4], NEAR);
  });

  it("moves the biases by these δ", () => {
    expect(delta("none")).toEqual([0, 0]);
    expectNear(delta("mean"), [1 / 3, 1 / 3], NEAR);
    expectNear(delta("constant"), [1 / 3, 1 / 3], NEAR);
    expectNear(delta("bias"), [1 / 9, 2 / 3], NEAR);
    const bare = Array.from(coupledMove(statistics, [0], 0), (move) => move + 1 / 3);
    expectNear(bare, [-1, 2], 8 * NEAR);
  });

  it("changes the outputs in truth as to first order, since no signal changes its sign", () => {
    expectNear([trueChange([0, 0])], [9 / 4], NEAR);
    expectNear([trueChange([1 / 3, 1 / 3])], [2], NEAR);
    expectNear([trueChange([1 / 9, 2 / 3])], [11 / 6], NEAR);
    expectNear([trueChange([-1, 2])], [3 / 2], NEAR);
    expectNear([statistics.scatter[0] / 3, coupledCosts(statistics, 0)[0]], [2, 3 / 2], 8 * NEAR);
  });

  it("has a column sum of 55/54, below the best change 3/2", () => {
    const [{ importance }] = scoresOf(network, inputs);
    expectNear([importance.data[0], importance.data[2]], [20 / 27, 5 / 18], NEAR);
  });
});

describe("hidden unit 0 of the example", () => {
  it("is 3, −½, 1: its mean 7/6 goes to the bias, and every bias-only compensation agrees", () => {
    const hidden = { ...first, score: onlyFirst };
    for (const compensation of ["mean", "constant", "bias", "coupled"] as const) {
      const options = { granularity: "neuron", count: 1, strategy: hidden, compensation } as const;
      const { network: left, kept, removed } = prune(network, inputs, options);
      expectNear(left.layers[1].bias, [7 / 6], NEAR);
      expect(kept).toEqual([[0, 1], [1]]);
      expect(removed).toBe(3);
      expect(toNested(left.layers[0].weight)).toEqual([[1, -1]]);
    }
    const [sums] = finish(unitStatistics(network, { who: "test", inputs, layers: [1] }));
    expectNear([sums.scatter[0] / 3], [37 / 18], 4 * NEAR);
  });
});

function* onlyFirst() {
  yield { stage: "scores", done: 1, total: 1 };
  return [Float64Array.of(0, 1)];
}
