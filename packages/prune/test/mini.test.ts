import { activationKinds, numbersOf } from "@espalier/network";
import { strategies } from "@espalier/scores";
import * as values from "@espalier/scores/strategies";
import { astype, randomNormal, randomUniform, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { problems } from "../../network/test/support/problems.ts";
import { describeRefusals } from "../../network/test/support/refusals.ts";
import { prune } from "../src/index.ts";
import * as mini from "../src/mini/index.ts";

const [{ network, samples, loss }] = problems;
const { inputs, targets } = samples;
const ranking = Object.values(values);

describe("prune of a chain", () => {
  const chain = (random: mini.Random, sizes: readonly number[], kinds: readonly string[]): mini.Network => ({
    layers: kinds.map((kind, k) => ({
      weight: randomNormal([sizes[k + 1], sizes[k]], random),
      bias: randomNormal([sizes[k + 1]], random),
      activation: { kind } as mini.Network["layers"][number]["activation"],
    })),
  });

  it("has the bits of prune of the main entry, at once and in steps, over more than one chunk", () => {
    const random = seededRandom(7);
    const kinds = ["identity", "relu", "tanh", "sigmoid"];
    const given = chain(random, [5, 6, 4, 3, 2], kinds);
    const X = randomNormal([1500, 5], random);
    for (const options of [{ ratio: 0.6 }, { ratio: 0.8, steps: 3 }, { ratio: 0 }, { ratio: 1 }])
      expect(mini.prune(given, X, options)).toEqual(prune(given, X, options));
  });

  it("in f32 too", () => {
    const random = seededRandom(8);
    const { layers } = chain(random, [3, 4, 2], ["tanh", "identity"]);
    const single = layers.map(({ weight, bias, activation }) => ({
      weight: astype(weight, "f32"),
      bias: astype(bias, "f32"),
      activation,
    }));
    const X = astype(randomNormal([40, 3], random), "f32");
    expect(mini.prune({ layers: single }, X, { ratio: 0.5 })).toEqual(
      prune({ layers: single }, X, { ratio: 0.5 }),
    );
  });

  it("of every activation, once it is given", () => {
    const imported = Object.values(mini).filter(
      (value): value is mini.ChainActivation => typeof value === "object" && "rule" in value,
    );
    const known = ["identity", "relu", "tanh", "sigmoid", ...imported.map(({ kind }) => kind)];
    expect(new Set(known)).toEqual(new Set(activationKinds));
    const numbers = { alpha: 0.3, beta: 0.7, min: -0.4, max: 0.9, omega: 2 };
    const random = seededRandom(11);
    const X = randomUniform([50, 3], 0.1, 1, random);
    for (const value of imported) {
      const { layers } = chain(random, [3, 4, 2], ["identity", "identity"]);
      const own = Object.fromEntries(
        numbersOf(value.kind).map(({ name }) => [name, numbers[name as "alpha"]]),
      );
      const slope = value.kind === "prelu" ? { slope: randomNormal([4], random) } : {};
      const activation = {
        kind: value.kind,
        ...own,
        ...slope,
      } as mini.Network["layers"][number]["activation"];
      // Positive signals, for the square root.
      const weight = { ...layers[0].weight, data: layers[0].weight.data.map(Math.abs) };
      const bias = { ...layers[0].bias, data: layers[0].bias.data.map(Math.abs) };
      const given = { layers: [{ weight, bias, activation }, layers[1]] };
      expect(mini.prune(given, X, { ratio: 0.5, activations: [value] }), value.kind).toEqual(
        prune(given, X, { ratio: 0.5 }),
      );
    }
  });

  it("takes rows of numbers, and yields its progress as work", () => {
    const given = chain(seededRandom(9), [2, 3, 1], ["relu", "identity"]);
    const rows = [[1, 2], [3, 5], [-1, 0.5]]; // prettier-ignore
    expect(mini.finish(mini.pruning(given, rows, { ratio: 0.5 }))).toEqual(
      prune(given, rows, { ratio: 0.5 }),
    );
  });

  it("and each granularity", () => {
    const given = chain(seededRandom(9), [4, 4, 2], ["relu", "identity"]);
    const X = randomNormal([20, 4], seededRandom(3));
    for (const granularity of [mini.nOfM(2, 4), mini.blocks(2, 2)])
      expect(mini.prune(given, X, { ratio: 0.5, granularity })).toEqual(
        prune(given, X, { ratio: 0.5, granularity: granularity.name as "2:4" }),
      );
  });

  it("is refused only where squares are out of range: a pass shows it where the sizes of all layers together do not", () => {
    const random = seededRandom(10);
    const kinds = Array.from({ length: 40 }, () => "identity");
    const { layers } = chain(random, [4, ...kinds.map(() => 4)], kinds);
    const uneven = layers.map(({ weight, bias, activation }, k) => {
      const factor = k % 2 === 0 ? 2 ** 12 : 2 ** -12;
      return { weight: { ...weight, data: weight.data.map((w) => w * factor) }, bias, activation };
    });
    const X = randomNormal([10, 4], random);
    expect(mini.prune({ layers: uneven }, X, { ratio: 0.5 })).toEqual(
      prune({ layers: uneven }, X, { ratio: 0.5 }),
    );
  });
});

describe("pruneBy, with values", () => {
  it("has a value for every strategy that scores weights", () => {
    const scoring = strategies.filter(({ kind }) => kind === "score");
    expect(new Set(ranking)).toEqual(new Set(scoring));
    for (const [name, value] of Object.entries(values)) expect(mini).toHaveProperty(name, value);
  });

  it("has the bits of prune with names, by each strategy", () => {
    for (const strategy of ranking) {
      const options = () => ({ ratio: 0.6, targets, loss, random: seededRandom(1) });
      expect(mini.pruneBy(network, inputs, { ...options(), strategy }), strategy.name).toEqual(
        prune(network, inputs, { ...options(), strategy: strategy.name }),
      );
    }
  });

  it("by each compensation that is a formula, and in steps", () => {
    for (const compensation of [mini.none, mini.bias, mini.row])
      expect(mini.pruneBy(network, inputs, { ratio: 0.5, steps: 2, compensation })).toEqual(
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
      expect(mini.pruneBy(even, X, { ratio: 0.5, granularity })).toEqual(
        prune(even, X, { ratio: 0.5, granularity: granularity.name as "2:4" }),
      );
  });

  it("yields its progress as work", () => {
    expect(mini.finish(mini.pruningBy(network, inputs, { ratio: 0.5 }))).toEqual(
      mini.pruneBy(network, inputs, { ratio: 0.5 }),
    );
  });
});

const given =
  (options: object): (() => unknown) =>
  () =>
    mini.pruneBy(network, inputs, { ratio: 0.5, ...options });

const layer = (kind: string, rest: object = {}): mini.Network["layers"][number] => ({
  weight: mini.tensor([[2, -1]]),
  bias: mini.tensor([0]),
  activation: { kind } as mini.Network["layers"][number]["activation"],
  ...rest,
});
const chained =
  (
    layers: mini.Network["layers"],
    options: object = {},
    X: mini.Tensor = mini.tensor([
      [1, 5],
      [3, 5],
    ]),
  ) =>
  // prettier-ignore
  (): unknown =>
    mini.prune({ layers }, X, { ratio: 0.5, ...options });
const line = { inputs: [{ name: "x", width: 2 }], nodes: [], outputs: [] };

describeRefusals({
  prune: [
    [chained([]), "prune: expected a network of at least one layer; received none"],
    [
      chained([layer("gelu")]),
      "prune: layer 0: expected an activation among identity, relu, tanh, sigmoid, or pruneBy, which takes every other; received gelu",
    ],
    [
      chained([layer("toString")]),
      "prune: layer 0: expected an activation among identity, relu, tanh, sigmoid, or pruneBy, which takes every other; received toString",
    ],
    [
      chained([layer("relu", { weight: mini.tensor([[2], [1]]), bias: mini.tensor([0, 0]) }), layer("relu", { weight: mini.tensor([[2], [1]]), bias: mini.tensor([0, 0]), tied: 0 })]), // prettier-ignore
      "prune: layer 1: expected a chain of layers, or pruneBy, which takes every other; received the matrix of layer 0",
    ],
    [
      () => mini.prune({ layers: [layer("relu")], graph: line }, [[1, 5]], { ratio: 0.5 }),
      "prune: expected a chain of layers, or pruneBy, which takes every other; received a network with a graph",
    ],
    [
      chained([layer("relu"), layer("relu")]),
      "prune: layer 1: expected a weight of 1 columns, the neurons of layer 0; received [1, 2]",
    ],
    [
      chained([layer("relu")], { strategy: mini.wanda }),
      "prune: expected options among ratio, steps, granularity, activations, or pruneBy, which takes every other; received strategy",
    ],
    [
      chained([layer("relu")], { granularity: "2:4" }),
      'prune: expected a granularity as a value, nOfM(n, m) or blocks(rows, columns); received "2:4"',
    ],
    [
      chained([layer("gelu")], { activations: ["gelu"] }),
      'prune: expected activations, a list of values such as [gelu]; received ["gelu"]',
    ],
    [
      chained([layer("elu")], { activations: [mini.elu] }),
      "prune: layer 0: expected alpha of elu, a finite number; received undefined",
    ],
    [
      chained([layer("prelu", { activation: { kind: "prelu", slope: mini.tensor([1, 2, 3]) } })], { activations: [mini.prelu] }), // prettier-ignore
      "prune: layer 0: expected a slope [1] or [1]; received [3]",
    ],
    [chained([layer("relu")], { steps: 0 }), "prune: expected a whole number of steps ≥ 1; received 0"],
    [
      chained([layer("relu")], {}, mini.tensor([[1, NaN]])),
      "prune: expected finite inputs; received NaN in sample 0, column 1",
    ],
    [
      chained([layer("identity")], {}, mini.tensor([[1e200, 5], [3, 5]])), // prettier-ignore
      "prune: expected numbers whose squares are in range, or pruneBy, which takes every other; received inputs near 2^664, sensitivities near 2^0 and weights near 2^1 in layer 0",
    ],
  ],
  pruneBy: [
    [
      given({ strategy: "wanda" }),
      'pruneBy: expected a strategy as a value, such as magnitude; names are for @espalier/prune; received "wanda"',
    ],
    [
      given({ compensation: "row" }),
      'pruneBy: expected a compensation as a value, among none, bias, row; received "row"',
    ],
    [
      given({ compensation: { ...mini.bias, name: "network", moves: ["weight"] } }),
      'pruneBy: expected a compensation as a value, among none, bias, row; received "network"',
    ],
    [
      given({ granularity: "2:4" }),
      'pruneBy: expected a granularity as a value, nOfM(n, m) or blocks(rows, columns); received "2:4"',
    ],
    [
      given({ ratio: 80 }),
      "pruneBy: expected a ratio in [0, 1], the fraction of weights to remove; received 80",
    ],
  ],
  nOfM: [[() => mini.nOfM(3, 2), "nOfM: expected n:m with n ≤ m and m ≥ 1; received 3:2"]],
  blocks: [
    [() => mini.blocks(0, 2), "blocks: expected blocks of at least one row and one column; received 0x2"],
  ],
});
