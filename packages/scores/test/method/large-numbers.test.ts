import type { Network } from "@espalier/network";
import { astype, tensor, toNested, wrap } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { batchStatistics, energies, layerStatistics, remove, scoreLayer } from "../../src/index.ts";
import type { LayerScores } from "../../src/index.ts";
import type { PruneOptions } from "../../../prune/src/index.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import { scoresOf } from "../support/scores.ts";

/** y = b (a₁ x₁ + a₂ x₂), of which every derivative is known. */
const chain = (a: readonly number[], b: number, dtype: DType = "f64"): Network => ({
  layers: [[a], [[b]]].map((weight) => ({
    weight: tensor(weight, dtype),
    bias: tensor([0], dtype),
    activation: { kind: "identity" },
  })),
});
const samples = [
  [1, 1],
  [3, 5],
];

describe("in single precision", () => {
  // Their squares are 0 and Infinity in f32, whose range is 10⁻⁴⁵ to 3·10³⁸.
  const sizes = [1e-25, 1e-15, 1, 1e15, 1e25];

  it.each(sizes)("outputs × %s have energies, means and importances that are neither 0 nor infinite", (c) => {
    const network = chain([1, 2], c, "f32");
    const b = network.layers[1].weight.data[0]; // c, rounded to f32
    const [first] = energies(network, tensor(samples, "f32"));
    expect(first.energy.data).toEqual(Float64Array.of(b * b, b * b));
    // W² G Var(x) with W = 1, 2 and Var(x) = 1, 4: powers of two but for G, so that nothing is rounded.
    const [scores] = scoresOf(network, tensor(samples, "f32"));
    expect(toNested(scores.importance)).toEqual([[b * b, 16 * b * b]]);
    expect(toNested(scores.compensation)).toEqual([[2, 6]]);
  });

  it.each(sizes)("inputs × %s have the scores of double precision", (c) => {
    const inputs = astype(tensor(samples.map((row) => row.map((x) => c * x))), "f32");
    for (const strategy of ["elimination-compensation", "nonlinear"]) {
      const single = scoresOf(chain([1, 2], 1, "f32"), inputs, { strategy });
      const double = scoresOf(chain([1, 2], 1), astype(inputs, "f64"), { strategy });
      for (const [k, { importance, compensation }] of double.entries()) {
        // The signals of the network are singles: a few roundings of 2⁻²⁴ each.
        expectNear(single[k].importance, importance, (ij) => 16 * 2 ** -24 * importance.data[ij]);
        expectNear(single[k].compensation, compensation, (ij) => 16 * 2 ** -24 * compensation.data[ij]);
      }
    }
  });

  it.each(["elimination-compensation", "nonlinear", "magnitude", "gradient-magnitude", "random"])(
    "%s has scores in double precision",
    (strategy) => {
      const loss = "mean-squared-error";
      const options: Omit<PruneOptions, "ratio"> = {
        strategy,
        loss,
        targets: tensor([[1], [2]], "f32"),
        random: () => 0.5,
      };
      for (const { importance, compensation } of scoresOf(
        chain([1, 2], 3, "f32"),
        tensor(samples, "f32"),
        options,
      ))
        for (const { data } of [importance, compensation]) expect(data).toBeInstanceOf(Float64Array);
    },
  );

  it("the moments are doubles, also those under equal weights", () => {
    const x = Math.fround(1e30);
    const [{ unweighted, weighted }] = batchStatistics(
      chain([1, 0], 1, "f32"),
      wrap([2, 2], Float32Array.of(x, 0, -x, 0)),
    );
    for (const { scatter } of [unweighted, weighted]) expect(scatter.data[0]).toBe(2 * x * x);
  });
});

describe("an importance that is in range", () => {
  /** The score of one weight that receives −x and x under G = 1, whose scatter is 2 x² and importance W² x². */
  const scored = (W: number, x: number): LayerScores =>
    scoreLayer(tensor([[W]]), layerStatistics(tensor([[-x], [x]]), tensor([[1], [1]])));

  it.each([
    [2 ** 600, 2 ** -500, 2 ** 200],
    [2 ** -600, 2 ** 500, 2 ** -200],
    [2 ** -500, 2 ** 511, 2 ** 22],
    [2 ** 500, 2 ** -500, 1],
    [1.5, 2 ** 511, 2.25 * 2 ** 1022], // W² scatter is twice that, and too large
  ])("is found though W² is not: W = %d and x = ±%d", (W, x, importance) => {
    expect(scored(W, x).importance.data[0]).toBe(importance);
  });
});

const [huge, one] = [tensor([[1, 1e200]]), tensor([[1], [1]])];
const score =
  (W: typeof huge, x: readonly number[][], G = one): (() => LayerScores) =>
  () =>
    scoreLayer(W, layerStatistics(tensor(x), G));
const scoring =
  (network: Network, strategy: string, x: readonly number[][] = samples): (() => unknown) =>
  () =>
    scoresOf(network, tensor(x), { strategy, loss: "mean-squared-error", targets: tensor(x.map(() => [0])) });
const removing =
  (dtype: DType, delta: number): (() => Network) =>
  () => {
    const scores = [[[0, delta]], [[0]]].map((rows) => ({
      importance: tensor(rows),
      compensation: tensor(rows),
    }));
    return remove(chain([1, 1], 1, dtype), [Uint8Array.of(1, 0), Uint8Array.of(1)], scores);
  };

// prettier-ignore
describeRefusals({
  "numbers too large for f64": [
    [score(huge, samples),                    "scoreLayer: expected a finite importance of every weight; received Infinity for weight [0, 1]"],
    [score(huge, [[1, 1e200], [1, 1e200]]),   "scoreLayer: expected a finite compensation of every weight; received Infinity for weight [0, 1]"],
    [score(tensor([[0, 0]]), [[1, 1e200], [1, -1e200]]), "scoreLayer: expected a finite importance of every weight; received NaN for weight [0, 1]"],
    [score(huge, samples, tensor([[1.7e308], [1e308]])), "scoreLayer: expected a finite total energy of every neuron; received Infinity for row 0 of weight"],

    [scoring(chain([1e155, 1], 1e155), "gradient-magnitude"), "scoring: expected importances by gradient-magnitude that f64 can hold, of a network or inputs times a power of two; received inputs near 2^2, sensitivities near 2^514 and weights near 2^514 in layer 0, where one is infinite"],
    [removing("f32", 1e39),                   "remove: layer 0: expected bias 0 + 1e+39 in range; received Infinity"],
    [removing("f64", -Infinity),              "remove: layer 0: expected a finite compensation of every weight; received -Infinity for weight [0, 1]"],
  ],
});

it("a bias may move as far as its precision reaches", () => {
  expect(removing("f32", 1e38)().layers[0].bias.data[0]).toBe(Math.fround(1e38));
});
