import type { DataSet } from "../../src/data/dataset.ts";
import type { Settings } from "../../src/results.ts";
import { randomSamples } from "./random-samples.ts";

const samples = randomSamples();

/** What an experiment measures in a moment. */
export const smallData: DataSet = { name: "small", train: samples(40), test: samples(10) };

/** Both kinds of strategy, and one that draws numbers of its own. */
export const smallSettings: Settings = {
  case: "pde",
  network: [3, 4, 4, 1],
  noise: 0,
  epochs: [2, 1],
  batch: 16,
  learningRate: 1e-3,
  seeds: 2,
  ratios: [0.25, 0.75],
  strategies: ["elimination-compensation", "random", "fully-connected"],
  nonlinearSamples: 0,
  precision: "f64",
  activation: "prelu",
  notes: [],
};
