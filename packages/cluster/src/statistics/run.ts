import { ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import { originOf } from "espalier/files";
import { openGiver } from "../jobs/give-out.ts";
import type { LeftJob } from "../jobs/job.ts";
import type { QueueOptions } from "../jobs/queue.ts";
import { cancelledBy, foundUnlessCancelled } from "../store/cancel.ts";
import { openStore } from "../store/open.ts";
import { beginWith, dataOf } from "./files.ts";
import type { GivenFiles } from "./files.ts";
import type { MapJob, MergeJob } from "./jobs.ts";
import { doneOf, leftOf, mapRanges, planOf, stepsOf } from "./plan.ts";
import type { LeftStep, Split, Step } from "./plan.ts";

/** A run: the statistics of all samples of a file, by the workers of a queue. */
export interface RunOptions extends QueueOptions, GivenFiles, Partial<Pick<Split, "spans" | "fanIn">> {
  /** The folder that all workers and runs share, or the address of an object store. */
  readonly folder: string;
  /** Abort it to cancel: jobs that no worker has started are taken back. */
  readonly signal: AbortSignal;
  /** Called with the name of the run, by which `cancel` cancels it. */
  readonly onRun?: ((run: string) => void) | undefined;
  /** Called with the number of samples that are done, and that of all. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/**
 * Computes the statistics of all samples, and returns the path of their file: the bytes are those of one process. What was computed before,
 * in a run that was stopped or cancelled, is not computed again.
 *
 * @throws InputError when the network or the samples are not valid; ValueError also when the run is cancelled
 */
export async function runStatistics(options: RunOptions): Promise<string> {
  const { folder, signal, onProgress = () => {} } = options;
  checkSplit(options);
  const store = await openStore(folder);
  const { root, jobOf, run } = await prepared(options);
  await store.remove([cancelledBy(run)]);
  options.onRun?.(run);
  const all = root.to - root.from;
  const steps = stepsOf(root);
  const giver = openGiver(options, store, signal);
  const jobTree = ({ step, before }: LeftStep): LeftJob => ({
    job: jobOf(step),
    before: before.map(jobTree),
  });
  try {
    await giver.until(async () => {
      const found = await foundUnlessCancelled(store, steps.map(fileOf), run);
      const isThere = (step: Step): boolean => found.has(fileOf(step));
      onProgress(doneOf(root, isThere), all);
      const left = leftOf(root, isThere);
      return left === undefined ? [] : [jobTree(left)];
    });
    await store.remove(steps.slice(0, -1).map(fileOf));
    return await store.fileOf(fileOf(root));
  } finally {
    await giver.close();
  }
}

/** The name of the file of a step in the store. */
const fileOf = ({ name }: Step): string => `${name}.stats`;

function checkSplit({ spans = 1, fanIn = 8 }: RunOptions): void {
  for (const [name, value] of Object.entries({ spans, "fan-in": fanIn }))
    if (!(Number.isInteger(Math.log2(value)) && value >= (name === "spans" ? 1 : 2)))
      throw new ValueError(`--${name}`, "a power of two", String(value));
}

interface Prepared {
  readonly root: Step;
  readonly jobOf: (step: Step) => MapJob | MergeJob;
  /** The name of the run. */
  readonly run: string;
}

/** Distinguishes a run in f32; one in f64 keeps the name that it had before there was a choice. */
const inSingles = (sums: DType | undefined): { sums?: "f32" } => (sums === "f32" ? { sums } : {});

/** The plan of a run, from the files as they are now. */
async function prepared(options: RunOptions): Promise<Prepared> {
  const { spans = 1, fanIn = 8, signal, sums } = options;
  const { network, inputs, files, metric } = await beginWith(options, signal);
  const { expected, dataOptions } = files;
  const origin = originOf(network, { metric, divide: dataOptions.divide ?? 1 });
  const split = { samples: expected.samples, span: origin.span, spans, fanIn };
  const contents: string[] = [];
  for (const range of mapRanges(split)) {
    signal.throwIfAborted();
    contents.push(await inputs.content([range]));
  }
  const root = planOf(split, { ...origin, data: dataOf(files), ...inSingles(sums) }, contents);
  return {
    root,
    run: root.name.split("-").at(-1) ?? root.name,
    jobOf: (step) =>
      step.content !== undefined
        ? {
            kind: "map",
            ...files,
            metric,
            ...inSingles(sums),
            from: step.from,
            to: step.to,
            content: step.content,
            result: fileOf(step),
          }
        : {
            kind: "merge",
            parts: step.parts.map(fileOf),
            producer: origin.producer,
            from: step.from,
            to: step.to,
            result: fileOf(step),
          },
  };
}
