import { createHash } from "node:crypto";
import { weightCount } from "@espalier/prune";
import type { PrunedByStages, PruneOptions } from "@espalier/prune";
import { pruneAnsweredBy } from "@espalier/prune/internal";
import type { RunOptions as Watched } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { openGiver } from "../jobs/give-out.ts";
import type { QueueOptions } from "../jobs/queue.ts";
import { beginWith, dataOf } from "../statistics/files.ts";
import type { GivenFiles } from "../statistics/files.ts";
import { cancelledBy } from "../store/cancel.ts";
import { openStore } from "../store/open.ts";
import { answersBy, chunksOfJob } from "./answers.ts";
import type { Answers } from "./answers.ts";

/** Pruning with a compensation by many parameters, by the workers of a queue. */
export interface SolveRunOptions extends QueueOptions, GivenFiles {
  /** The folder that all workers and runs share, or the address of an object store. */
  readonly folder: string;
  /** As of `prune`; the samples have no labels. */
  readonly prune: Omit<PruneOptions, "targets" | "loss" | "objective" | "metric" | "samples">;
  /** Chunks of 1,024 samples in a job, a power of two; by default fewer for larger networks. The bytes of the result do not depend on it. */
  readonly chunks?: number | undefined;
  /** Abort it to stop: the results so far are kept for the next call. */
  readonly signal: AbortSignal;
  /** Called with the name of the run, by which `cancel` cancels it. */
  readonly onRun?: ((run: string) => void) | undefined;
  /** Called with the stages that are done. */
  readonly onProgress?: Watched["onProgress"];
}

/** The same call has the same name, so that it may be cancelled and goes on. */
const runName = (of: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 24);

/** A network that was pruned by the workers of a queue. */
export interface SolvedRun {
  /** The network, its masks and the stages that led to it. */
  readonly pruned: PrunedByStages;
  /** The number of samples in the file. */
  readonly samples: number;
  /** The metric of the solver. */
  readonly metric: "outputs" | "softmax";
}

/**
 * Prunes with a compensation by many parameters, such as `network`. A Gauss–Newton product, a gradient and a value of Q are sums over chunks of
 * samples, which workers compute, and which are added in the tree of one process. So the bytes are those of `pruneStream` over the same samples.
 *
 * @throws InputError when the network, the samples or an option is not valid
 */
export async function runSolver(options: SolveRunOptions): Promise<SolvedRun> {
  const { folder, signal, onProgress, prune } = options;
  const store = await openStore(folder);
  const begun = await beginWith(options, signal);
  const { network, metric, files } = begun;
  const { chunks = chunksOfJob(weightCount(network)) } = options;
  if (!(chunks >= 1 && Number.isInteger(Math.log2(chunks))))
    throw new ValueError("espalier-cluster prune", "chunks of a job to be a power of two", String(chunks));
  const run = runName([files.expected, files.data, dataOf(files), metric, prune]);
  await store.remove([cancelledBy(run)]);
  options.onRun?.(run);
  const giver = openGiver(options, store, signal);
  let answers: Answers | undefined;
  try {
    const pruned = await pruneAnsweredBy(
      "espalier-cluster prune",
      network,
      { ...prune, metric, signal, ...(onProgress === undefined ? {} : { onProgress }) },
      (needs) => (answers = answersBy({ store, giver, begun, chunks, run }, needs)),
    );
    await answers?.remove();
    return { pruned, samples: files.expected.samples, metric };
  } finally {
    await giver.close();
  }
}
