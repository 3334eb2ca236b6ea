import { strategies } from "@espalier/scores";
import * as values from "@espalier/scores/strategies";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { problems } from "../../network/test/support/problems.ts";
import { describeRefusals } from "../../network/test/support/refusals.ts";
import { prune } from "../src/index.ts";
import * as mini from "../src/mini/index.ts";

const [{ network, samples, loss }] = problems;
const { inputs, targets } = samples;
const ranking = Object.values(values);

describe("prune with values", () => {
  it("has a value for every strategy that scores weights", () => {
    const scoring = strategies.filter(({ kind }) => kind === "score");
    expect(new Set(ranking)).toEqual(new Set(scoring));
    for (const [name, value] of Object.entries(values)) expect(mini).toHaveProperty(name, value);
  });

  it("has the bits of prune with names, by each strategy", () => {
    for (const strategy of ranking) {
      const options = () => ({ ratio: 0.6, targets, loss, random: seededRandom(1) });
      expect(mini.prune(network, inputs, { ...options(), strategy }), strategy.name).toEqual(
        prune(network, inputs, { ...options(), strategy: strategy.name }),
      );
    }
  });

  it("by each compensation that is a formula, and in steps", () => {
    for (const compensation of [mini.none, mini.bias, mini.row])
      expect(mini.prune(network, inputs, { ratio: 0.5, steps: 2, compensation })).toEqual(
        prune(network, inputs, { ratio: 0.5, steps: 2, compensation: compensation.name }),
      );
  });

  it("and by each granularity", () => {
    const square = mini.tensor([[1, 2, 3, 4], [4, 3, 2, 1]]); // prettier-ignore
    const even = {
      layers: [{ weight: square, bias: mini.tensor([0, 0]), activation: { kind: "relu" } }],
    } as const;
    const X = randomNormal([20, 4], seededRandom(3));
    for (const granularity of [mini.nOfM(2, 4), mini.blocks(2, 2)])
      expect(mini.prune(even, X, { ratio: 0.5, granularity })).toEqual(
        prune(even, X, { ratio: 0.5, granularity: granularity.name as "2:4" }),
      );
  });

  it("yields its progress as work", () => {
    expect(mini.finish(mini.pruning(network, inputs, { ratio: 0.5 }))).toEqual(
      mini.prune(network, inputs, { ratio: 0.5 }),
    );
  });
});

const given =
  (options: object): (() => unknown) =>
  () =>
    mini.prune(network, inputs, { ratio: 0.5, ...options });

describeRefusals({
  prune: [
    [
      given({ strategy: "wanda" }),
      'prune: expected a strategy as a value, such as magnitude; names are for @espalier/prune; received "wanda"',
    ],
    [
      given({ compensation: "row" }),
      'prune: expected a compensation as a value, among none, bias, row; received "row"',
    ],
    [
      given({ compensation: { ...mini.bias, name: "network", moves: ["weight"] } }),
      'prune: expected a compensation as a value, among none, bias, row; received "network"',
    ],
    [
      given({ granularity: "2:4" }),
      'prune: expected a granularity as a value, nOfM(n, m) or blocks(rows, columns); received "2:4"',
    ],
    [
      given({ ratio: 80 }),
      "prune: expected a ratio in [0, 1], the fraction of weights to remove; received 80",
    ],
  ],
  nOfM: [[() => mini.nOfM(3, 2), "nOfM: expected n:m with n ≤ m and m ≥ 1; received 3:2"]],
  blocks: [
    [() => mini.blocks(0, 2), "blocks: expected blocks of at least one row and one column; received 0x2"],
  ],
});
