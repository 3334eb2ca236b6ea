import { batchOnPool } from "@espalier/prune/internal";
import { seededRandom } from "@espalier/prune";
import { createPool } from "@espalier/prune/parallel";
import { useFastKernels } from "@espalier/tensor";
import type { Contender, Prepared, ScoresTask, SolverTask, TrainingTask } from "../src/tasks.ts";
import { solverBatch } from "./solver.ts";
import { espalier, readLabels, readNetwork, readSamples, sumOfSquares, total } from "./support.ts";

await useFastKernels();
const pool = createPool({ workers: 2 });

/** Starting the threads is not included: they wait for the next run. */
const scores =
  (strategy: string) =>
  async ({ network, inputs, samples, sizes }: ScoresTask): Promise<Prepared> => {
    const [net, X] = [readNetwork(network), readSamples(inputs, samples, sizes[0])];
    const found = await pool.score(net, X, { strategy });
    return {
      figure: total(...found.map(({ importance }) => importance.data)),
      run: async () => void (await pool.score(net, X, { strategy })),
    };
  };

/** The parts of a batch: a quarter of it, at least as many samples as are worth a message. */
const partOf = (samples: number): number => Math.max(64, samples / 4);

/** Each run takes some steps, of an epoch each; the training before the first step is not counted. */
async function training({ network, inputs, labels, samples, sizes }: TrainingTask): Promise<Prepared> {
  const data = { inputs: readSamples(inputs, samples, sizes[0]), targets: readLabels(labels, samples) };
  const net = readNetwork(network);
  const steps = async (epochs: number): Promise<number> => {
    let first: number | undefined;
    await pool.train(net, data, {
      loss: "softmax-cross-entropy",
      epochs: epochs + 1,
      batch: samples,
      part: partOf(samples),
      random: seededRandom(1),
      onProgress: () => (first ??= performance.now()),
    });
    return (performance.now() - (first ?? NaN)) / 1000;
  };
  await steps(1);
  return { run: () => Promise.resolve(), time: steps };
}

/** The chunks are dealt to the threads before. */
async function solver(task: SolverTask): Promise<Prepared> {
  const { problem, chunks } = solverBatch(task);
  const batch = batchOnPool(2, problem, chunks());
  await batch.gradient(batch.start);
  const direction = batch.start.map((_, at) => ((at * 0.618034) % 1) - 0.5);
  return {
    figure: sumOfSquares(await batch.product(direction)),
    run: async () => void (await batch.product(direction)),
    release: batch.release,
  };
}

export const contender: Contender = {
  available: espalier,
  prepare: { training, solver, scores: scores("elimination-compensation"), nonlinear: scores("nonlinear") },
};
