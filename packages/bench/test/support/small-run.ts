import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { runStart } from "../../src/commands/run-start.ts";
import type { StartRunOptions } from "../../src/commands/run-start.ts";
import type { DataSet } from "@espalier/data";
import type { Experiment } from "../../src/experiments/experiment.ts";
import { randomSamples } from "./random-samples.ts";

const samples = randomSamples();

export const smallData: DataSet = { name: "small", train: samples(40), test: samples(10) };

/** Both kinds of strategy, and one that draws numbers of its own. */
export const smallExperiment: Experiment = {
  name: "pde-3-4-4-1-noise-0",
  recipe: {
    case: "pde",
    network: [3, 4, 4, 1],
    noise: 0,
    epochs: [2, 1],
    batch: 16,
    learningRate: 1e-3,
    nonlinearSamples: 0,
    precision: "f64",
  },
  seeds: 2,
  comparisons: [
    {
      strategies: ["elimination-compensation", "random", "fully-connected"],
      pruned: [0.25, 0.75],
      fineTuned: [0.25, 0.75],
    },
  ],
  studies: {},
  alone: [],
};

export interface SmallRun {
  readonly isComplete: boolean;
  readonly progress: string;
  readonly output: string;
}

/** Measures it as `npm start` does. */
export async function smallRun(folder: string, options: Partial<StartRunOptions> = {}): Promise<SmallRun> {
  const progress = new PassThrough();
  const output = new PassThrough();
  const isComplete = await runStart({
    experiment: smallExperiment,
    workers: 1,
    load: () => Promise.resolve(smallData),
    folder,
    fresh: false,
    signal: new AbortController().signal,
    progress,
    output,
    ...options,
  });
  progress.end();
  output.end();
  return { isComplete, progress: await text(progress), output: await text(output) };
}
