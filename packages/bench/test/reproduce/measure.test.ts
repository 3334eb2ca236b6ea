import { cut, finish, forward, initialNetwork, layerInputs } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { randomUniform, seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { scoresOf, scoringStrategyOf } from "../../src/experiment/steps.ts";
import { compensationsOf } from "../../src/reproduce/compensations.ts";
import {
  changeOf,
  damageOf,
  keptOf,
  outputsOf,
  pictureOf,
  qualityOf,
  truePicture,
} from "../../src/reproduce/measure.ts";
import { tinyData, tinyExperiment } from "../support/tiny-part.ts";

const { recipe } = tinyExperiment;
const affine = (weight: number[][], bias: number[]): Network => ({
  layers: [{ weight: tensor(weight), bias: tensor(bias), activation: { kind: "identity" } }],
});
/** Inputs ±1 and ±2, targets 3 and 4. */
const inputs = tensor([
  [1, 2],
  [-1, 2],
]);
const samples = { inputs, targets: tensor([[3], [4]]) };
const bench = { recipe, data: { name: "two", train: samples, test: samples } };

describe("by hand", () => {
  it("the relative error is ‖û − u‖ / ‖u‖", () => {
    // û = 1, 1, so the differences are 2 and 3, and ‖u‖ = 5.
    const { testLoss, relativeL2 } = qualityOf(bench, affine([[0, 0.5]], [0]));
    expect(testLoss).toBe(13 / 2);
    expect(relativeL2).toBeCloseTo(Math.sqrt(13) / 5, 14);
  });

  it("the change of the output is the mean over the samples of its square", () => {
    const before = outputsOf(bench, affine([[1, 1]], [0])); // 3, 1
    expect(changeOf(bench, before, affine([[0, 1]], [1]))).toBe((0 ** 2 + 2 ** 2) / 2); // 3, 3
  });

  it("kept weights are counted layer by layer", () => {
    expect(
      keptOf(
        affine(
          [
            [1, 0],
            [0, 0],
          ],
          [1, 1],
        ),
      ),
    ).toEqual([1]);
  });

  it("in an affine network with one weight removed, the predicted change is the measured one", () => {
    const network = affine([[0.1, 5]], [0]);
    const scores = finish(scoresOf(bench, 0, network, scoringStrategyOf("elimination-compensation")));
    // The second input is constant, so its weight goes for free; then the first goes too, for 0.1² Var(x) = 0.01.
    const both = [0.5, 1].map((ratio) =>
      damageOf(bench, outputsOf(bench, network), cut(network, scores, ratio)),
    );
    expect(both[0]).toEqual({ removedImportance: 0, outputChange: 0 });
    expect(both[1].removedImportance).toBeCloseTo(0.01, 15);
    expect(both[1].outputChange).toBeCloseTo(0.01, 15);
  });
});

describe("compensations", () => {
  const network = initialNetwork({ sizes: [3, 4, 4, 1], random: seededRandom(1) });
  const X = randomUniform([1500, 3], 0, 1, seededRandom(2)); // more than a chunk
  const tiny = { recipe, data: { ...tinyData, train: { ...tinyData.train, inputs: X } } };
  const scores = finish(scoresOf(tiny, 0, network, scoringStrategyOf("elimination-compensation")));
  const [none, mean, sensitivity] = compensationsOf(network, X, scores);

  it("none is zero, and sensitivity is what the proposed method makes", () => {
    expect(none).toEqual([
      "none",
      network.layers.map(({ weight: { shape, data } }) =>
        tensor(
          rowsOf(
            data.map(() => 0),
            shape[1],
          ),
        ),
      ),
    ]);
    expect(sensitivity).toEqual(["sensitivity", scores.map(({ compensation }) => compensation)]);
  });

  it("mean is W E[x], with the inputs that each layer receives", () => {
    const received = layerInputs(network, X);
    for (const [k, { weight }] of network.layers.entries()) {
      const J = weight.shape[1];
      const E = Array.from({ length: J }, (_, j) =>
        average(received[k].data.filter((__, at) => at % J === j)),
      );
      // 1500 numbers of size 1 are summed in two orders.
      for (const [ij, w] of weight.data.entries()) expect(mean[1][k].data[ij]).toBeCloseTo(w * E[ij % J], 13);
    }
  });
});

describe("pictures", () => {
  it("are the first 640 test rows, with four digits", () => {
    const network = initialNetwork({ sizes: [3, 4, 4, 1], random: seededRandom(1) });
    const tiny = { recipe, data: tinyData };
    expect(truePicture(tiny)).toHaveLength(640);
    expect(truePicture(tiny)[1]).toBe(Number(tinyData.test.targets.data[1].toPrecision(4)));
    expect(pictureOf(tiny, network)[639]).toBe(
      Number(forward(network, tinyData.test.inputs).data[639].toPrecision(4)),
    );
  });
});

const average = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

const rowsOf = (data: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: data.length / width }, (_, i) => Array.from(data).slice(i * width, (i + 1) * width));
