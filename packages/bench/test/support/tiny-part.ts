import type { DataSet } from "@espalier/data";
import type { Experiment, Part } from "../../src/experiments/experiment.ts";
import { randomSamples } from "./random-samples.ts";

const samples = randomSamples();

/** As many test rows as a picture has. */
export const tinyData: DataSet = { name: "tiny", train: samples(40), test: samples(640) };

/** Every kind of unit, in a moment. */
export const tinyExperiment: Experiment = {
  name: "tiny",
  recipe: {
    case: "pde",
    network: [3, 4, 4, 1],
    noise: 0,
    epochs: [2, 1],
    batch: 16,
    learningRate: 1e-3,
    nonlinearSamples: 20,
    precision: "f64",
  },
  seeds: 2,
  comparisons: [
    {
      strategies: ["elimination-compensation", "nonlinear", "fully-connected"],
      pruned: [0.25, 0.5, 0.75],
      fineTuned: [0.25, 0.75],
    },
    { strategies: ["random"], pruned: [0.5], fineTuned: [] },
  ],
  studies: {
    crossed: { rankings: ["elimination-compensation", "magnitude"], ratios: [0.5] },
    calibration: { samples: [10, 40], ratios: [0.5] },
    steps: { steps: [1, 2], ratios: [0.5, 0.75] },
    keptState: { ratios: [0.25] },
  },
  alone: ["magnitude"],
  pictureRatio: 0.75,
};

/** A second experiment, so that workers change between two. */
export const tinyPart: Part = {
  name: "tiny",
  experiments: [
    tinyExperiment,
    {
      name: "tiny-batch-8",
      recipe: { ...tinyExperiment.recipe, batch: 8 },
      seeds: 1,
      comparisons: [{ strategies: ["magnitude"], pruned: [0.5], fineTuned: [0.5] }],
      studies: {},
      alone: [],
    },
  ],
};
