import { createTape, dense, perSampleJacobians, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { networkFromJson } from "../../formats/src/json/index.ts";
import {
  batchStatistics,
  cut,
  evaluate,
  finish,
  forward,
  lossGradients,
  parametersOf,
  remove,
  scoring,
} from "../src/index.ts";
import type { LossName, Network } from "../src/index.ts";

/** A fixture as its README describes it. */
interface Golden {
  layers: { weight: number[][]; bias: number[]; activation: unknown }[];
  inputs: number[][];
  targets: number[] | number[][];
  loss_kind: "mse" | "cross_entropy";
  outputs: number[][];
  jacobian?: { weight: number[][][][]; bias: number[][][] }[];
  importance: number[][][];
  importance_scale: number[][][];
  compensation: number[][][];
  nonlinear_importance: number[][][];
  nonlinear_compensation: number[][][];
  loss: number;
  loss_gradient: { weight: number[][]; bias: number[] }[];
  pruned: Cut[];
  tolerance: Record<"outputs" | "importance" | "importance_relative" | "compensation" | "loss", number> &
    Record<"loss_gradient" | "nonlinear" | "pruned_outputs", number> & { jacobian?: number };
}

interface Cut {
  method: "proposed" | "nonlinear" | "magnitude" | "gradient_magnitude";
  ratio: number;
  count: number;
  cut_ambiguous: boolean;
  removed: [number, number, number][];
  bias: number[][];
  outputs: number[][];
}

const ours = fileURLToPath(new URL("fixtures/golden", import.meta.url));
const further = process.env["ESPALIER_GOLDEN"];
const files = [ours, ...(further === undefined ? [] : [further])].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name)),
);

const strategyNames = {
  proposed: "elimination-compensation",
  nonlinear: "nonlinear",
  magnitude: "magnitude",
  gradient_magnitude: "gradient-magnitude",
} as const;

describe.each(files)("%s", (file) => {
  const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;
  const network = networkFromJson({ format: "espalier-network", version: 1, layers: golden.layers });
  const inputs = tensor(golden.inputs);
  const targets = tensor(golden.targets);
  const loss: LossName = golden.loss_kind === "mse" ? "mean-squared-error" : "softmax-cross-entropy";
  const { tolerance } = golden;
  const largestOutput = largest(golden.outputs);
  const scoresOf = (strategy: string) => finish(scoring(network, inputs, { strategy, targets, loss }));

  it("outputs", () => {
    expectNear(forward(network, inputs), golden.outputs, () => tolerance.outputs * largestOutput);
  });

  it.runIf(golden.jacobian !== undefined)("per-sample Jacobians", () => {
    const output = forward(network, source(createTape(), inputs)) as Variable;
    for (const [k, layer] of perSampleJacobians(output).entries()) {
      const { weight, bias } = dense(layer);
      const expected = golden.jacobian![k];
      expectNear(weight, expected.weight, () => tolerance.jacobian! * largest(expected.weight));
      expectNear(bias, expected.bias, () => tolerance.jacobian! * largest(expected.bias));
    }
  });

  it("importance and compensation", () => {
    const statistics = batchStatistics(network, inputs);
    for (const [k, { importance, compensation }] of scoresOf("elimination-compensation").entries()) {
      const scale = flat(golden.importance_scale[k]);
      const reference = flat(golden.importance[k]);
      expectNear(importance, golden.importance[k], (ij) =>
        Math.min(
          tolerance.importance * scale[ij],
          reference[ij] > 0 ? tolerance.importance_relative * reference[ij] : Infinity,
        ),
      );
      // |W_ij| √(Σ E[g² x²] / Σ E[g²]), the root mean square of W_ij x_j as the outputs feel it.
      const { weight } = network.layers[k];
      const { weighted, unweighted } = statistics[k];
      const [, J] = weight.shape;
      const scaleOf = (ij: number): number => {
        const i = Math.floor(ij / J);
        const [moments, row] = weighted.totalEnergy.data[i] > 0 ? [weighted, i] : [unweighted, 0];
        const at = row * J + (ij % J);
        const meanSquare =
          moments.mean.data[at] ** 2 + moments.scatter.data[at] / moments.totalEnergy.data[row];
        return Math.abs(weight.data[ij]) * Math.sqrt(meanSquare);
      };
      expectNear(compensation, golden.compensation[k], (ij) => tolerance.compensation * scaleOf(ij));
    }
  });

  it("nonlinear importance and compensation", () => {
    for (const [k, { importance, compensation }] of scoresOf("nonlinear").entries()) {
      const reference = flat(golden.nonlinear_importance[k]);
      const Y = largestOutput;
      expectNear(
        importance,
        golden.nonlinear_importance[k],
        (ij) => tolerance.nonlinear * (reference[ij] + 1e-3 * Math.sqrt(reference[ij]) * Y + (1e-8 * Y) ** 2),
      );
      // A plain mean, within the tolerance of the compensation that is a weighted one.
      const weights = network.layers[k].weight.data;
      const inputScale = largest(golden.inputs) + largest(golden.nonlinear_compensation[k]);
      expectNear(
        compensation,
        golden.nonlinear_compensation[k],
        (ij) => tolerance.compensation * Math.abs(weights[ij]) * inputScale,
      );
    }
  });

  it("loss and its gradient", () => {
    const { loss: value, gradients } = lossGradients(loss)(network, { inputs, targets });
    for (const each of [value, evaluate(network, { inputs, targets }, loss).loss])
      expect(Math.abs(each - golden.loss)).toBeLessThanOrEqual(tolerance.loss * Math.abs(golden.loss));
    for (const [k, { weight, bias }] of golden.loss_gradient.entries()) {
      const of = (parameter: Tensor): Tensor => gradients[parametersOf(network).indexOf(parameter)];
      const bound = tolerance.loss_gradient * Math.max(largest(weight), largest(bias));
      expectNear(of(network.layers[k].weight), weight, () => bound);
      expectNear(of(network.layers[k].bias), bias, () => bound);
    }
  });

  describe.each(golden.pruned)("$method at $ratio", (expected) => {
    it("removes exactly these weights", () => {
      const { masks, removed } = cut(network, scoresOf(strategyNames[expected.method]), expected.ratio);
      expect(removed).toBe(expected.count);
      if (!expected.cut_ambiguous) expect(removedOf(masks, network)).toEqual(expected.removed);
    });

    it("without them has these biases and outputs", () => {
      const masks = network.layers.map(({ weight }) => new Uint8Array(weight.data.length).fill(1));
      for (const [k, i, j] of expected.removed) masks[k][i * network.layers[k].weight.shape[1] + j] = 0;
      const pruned = remove(network, masks, scoresOf(strategyNames[expected.method]));
      for (const [k, { bias }] of pruned.layers.entries()) {
        const scale = largest(expected.bias[k]) + largest(golden.compensation[k]);
        expectNear(
          bias,
          expected.bias[k],
          () => tolerance.compensation * network.layers[k].weight.shape[1] * scale,
        );
      }
      expectNear(
        forward(pruned, inputs),
        expected.outputs,
        () => tolerance.pruned_outputs * Math.max(largestOutput, largest(expected.outputs)),
      );
    });
  });
});

type Deep = number | readonly Deep[];

const flat = (values: Deep): number[] => (typeof values === "number" ? [values] : values.flatMap(flat));
const largest = (values: Deep): number =>
  flat(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function expectNear(received: Tensor, expected: Deep, bound: (at: number) => number): void {
  const values = flat(expected);
  expect(received.data.length).toBe(values.length);
  const far = values.findIndex((value, at) => !(Math.abs(received.data[at] - value) <= bound(at)));
  expect(far < 0 ? "near" : `entry ${far}: ${received.data[far]}, not ${values[far]} ± ${bound(far)}`).toBe(
    "near",
  );
}

const removedOf = (masks: readonly Uint8Array[], { layers }: Network): [number, number, number][] =>
  masks.flatMap((mask, k) =>
    Array.from(mask).flatMap((kept, ij): [number, number, number][] => {
      const [, J] = layers[k].weight.shape;
      return kept === 0 ? [[k, Math.floor(ij / J), ij % J]] : [];
    }),
  );
