import type { Network, Progress, RunOptions, Samples, Trained, TrainOptions } from "@espalier/network";
import {
  createWatch,
  gradientTree,
  narrowedTraining,
  trainingIn,
  trainingPlan,
} from "@espalier/network/internal";
import type { PartGradient } from "@espalier/network/internal";
import { parametersOf } from "@espalier/network";
import { dtypeOf, kernels, sizeOf } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { splitAs } from "./gradients.ts";
import type { SentGradient } from "./messages.ts";
import { isShared, shareable, toShare } from "./transfer.ts";
import type { WorkerPool } from "./worker-pool.ts";

/**
 * As `train`: the workers of a pool compute the gradients of parts, which are added here in the same tree as on one thread.
 *
 * @throws ShapeError, ValueError as `train`; the reason of the signal, as soon as it is aborted
 */
export async function trainByWorkers(
  workers: WorkerPool,
  who: string,
  network: Network,
  samples: Samples,
  options: TrainOptions & RunOptions,
): Promise<Network> {
  const whole = trainingPlan(who, network, samples, options);
  const { plan, samples: own, restored } = narrowedTraining(whole, samples);
  const watch = createWatch(options);
  const arena = kernels().arena();
  try {
    const { network: trained, steps } = trainingIn(arena, plan);
    const parameters = parametersOf(trained);
    const tree = gradientTree(parameters, arena);
    const { loss, part } = plan;
    const job = workers.beginTraining({ loss, part, network: plan.network, samples: toShare(own) });
    const numbers = numbersOf(parameters);

    /** Waits for the sums of groups of parts, and adds them in their order. */
    const gradientOf = async (rows: Uint32Array): Promise<PartGradient> => {
      const size = part * partsOfGroup(Math.ceil(rows.length / part), workers.size);
      const at = numbers();
      const asked: Promise<SentGradient>[] = [];
      for (let from = 0; from < rows.length; from += size)
        asked.push(workers.gradient(job, rows.slice(from, from + size), rows.length, at));
      for (const { loss: share, all } of await Promise.all(asked))
        tree.add({ loss: share, gradients: splitAs(parameters, all) });
      return tree.total();
    };

    const all = steps();
    let found: PartGradient | undefined;
    for (;;) {
      const step: IteratorResult<Progress | Uint32Array, Trained> = all.next(found);
      found = undefined;
      if (step.done === true) return restored(step.value).network;
      const { value } = step;
      if (value instanceof Uint32Array) found = await watch.during(() => gradientOf(value));
      else watch.report(value);
    }
  } finally {
    workers.end();
    watch.stop();
    arena.release();
  }
}

/**
 * Parts that a worker sums at a time: a power of two, so that a group is a node of the tree. The worker with most of them has as few as
 * possible; of these sizes the largest, which takes the fewest messages.
 */
export function partsOfGroup(parts: number, workers: number): number {
  const most = (size: number): number => Math.min(parts, size * Math.ceil(Math.ceil(parts / size) / workers));
  let best = 1;
  for (let size = 2; size < 2 * parts; size *= 2) if (most(size) <= most(best)) best = size;
  return best;
}

/** The numbers of some tensors as one array, which the workers can read; it is overwritten once their answers are there. */
function numbersOf(parameters: readonly Tensor[]): () => Data {
  const total = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const dtype = dtypeOf(parameters[0]);
  let all = shareable(total, dtype);
  return () => {
    if (!isShared(all)) all = shareable(total, dtype);
    let from = 0;
    for (const { data } of parameters) {
      all.set(data, from);
      from += data.length;
    }
    return all;
  };
}
