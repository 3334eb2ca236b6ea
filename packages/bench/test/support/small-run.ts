import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { runStart } from "../../src/commands/run-start.ts";
import type { StartRunOptions } from "../../src/commands/run-start.ts";
import type { Experiment } from "../../src/experiments/experiment.ts";
import { experimentOf } from "../../src/experiments/parts/grid.ts";
import { localPool } from "./local-pool.ts";
import { tinyData, tinyExperiment } from "./tiny-part.ts";

/** Both kinds of strategy, and one that draws numbers of its own. */
export const smallExperiment: Experiment = {
  ...experimentOf({ ...tinyExperiment.recipe, nonlinearSamples: 0 }, 2),
  comparisons: [
    {
      strategies: ["elimination-compensation", "random", "fully-connected"],
      pruned: [0.25, 0.75],
      fineTuned: [0.25, 0.75],
    },
  ],
};

export interface SmallRun {
  readonly isComplete: boolean;
  readonly progress: string;
  readonly output: string;
}

/** Measures it as `npm start` does, in this thread by default. */
export async function smallRun(folder: string, options: Partial<StartRunOptions> = {}): Promise<SmallRun> {
  const progress = new PassThrough();
  const output = new PassThrough();
  const isComplete = await runStart({
    experiment: smallExperiment,
    workers: 1,
    pool: localPool,
    load: () => Promise.resolve(tinyData),
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
