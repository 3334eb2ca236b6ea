import { localBatch, relevantOf } from "@espalier/compensation/internal";
import type { NumberedChunk, Problem } from "@espalier/compensation/internal";
import { CHUNK, initialNetwork } from "@espalier/prune";
import type { Mask, Network } from "@espalier/prune";
import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Prepared, SolverTask } from "../src/tasks.ts";
import { sumOfSquares } from "./support.ts";

/** An untrained network with some of its weights, and a batch without zeros. */
export function solverBatch({ sizes, samples, kept }: SolverTask): {
  readonly problem: Problem;
  readonly chunks: () => NumberedChunk[];
} {
  const random = seededRandom(1);
  const whole = initialNetwork({ sizes, random, dtype: "f32" });
  const masks = whole.layers.map(({ weight }): Mask =>
    Uint8Array.from(weight.data, () => Number(random() < kept)),
  );
  const { network, masks: own } = relevantOf(without(whole, masks), masks, "outputs");
  const [inputs, outputs] = [network.layers[0].weight.shape[1], sizes[sizes.length - 1]];
  const problem: Problem = {
    network,
    columns: Uint32Array.from({ length: inputs }, (_, j) => j),
    masks: own,
    moves: ["weight", "bias", "slope"],
    metric: outputs === 1 ? "outputs" : "softmax",
    samples,
    block: 1,
  };
  const normal = (n: number, width: number): Tensor => randomNormal([n, width], random, "f32");
  const sizesOfChunks = Array.from({ length: Math.ceil(samples / CHUNK) }, (_, at) =>
    Math.min(CHUNK, samples - at * CHUNK),
  );
  const chunks = (): NumberedChunk[] =>
    sizesOfChunks.map((n, at) => ({ at, inputs: normal(n, inputs), reference: normal(n, outputs) }));
  return { problem, chunks };
}

/** A product with the Gauss–Newton matrix, at the point of a gradient. */
export function solver(task: SolverTask): Prepared {
  const { problem, chunks } = solverBatch(task);
  const batch = localBatch(problem, chunks());
  batch.gradient(batch.start);
  const direction = batch.start.map((_, at) => ((at * 0.618034) % 1) - 0.5);
  return {
    figure: sumOfSquares(batch.product(direction)),
    run: () => void batch.product(direction),
    release: batch.release,
  };
}

const without = ({ layers }: Network, masks: readonly Mask[]): Network => ({
  layers: layers.map((layer, k) => ({
    ...layer,
    weight: { ...layer.weight, data: layer.weight.data.map((value, at) => value * masks[k][at]) },
  })),
});
