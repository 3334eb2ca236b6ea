import { perform as performJob, readValue, valueToBytes } from "@espalier/cluster";
import type { Outcome, ThreadInput } from "@espalier/cluster";
import type { DataSet } from "@espalier/data";
import type { Network } from "@espalier/prune";
import { InputError, useFastKernels, ValueError } from "@espalier/tensor";
import type { Recipe } from "../../cases/recipe.ts";
import { dataKey } from "../data.ts";
import { perform } from "../perform.ts";
import { identityOfData, producer } from "./job.ts";
import type { UnitsJob, UnitsResult } from "./job.ts";

interface Loaded {
  readonly key: string;
  readonly data: DataSet;
  readonly identity: string;
}

// Once for all jobs of the thread, as kernels have memory of their own.
await useFastKernels();

/** The last data set, as most jobs in a row are of the same. */
let last: Loaded | undefined;

/** Does a job of a grid of experiments in a thread of a worker. */
export function computeUnits(
  input: ThreadInput,
  load: (recipe: Recipe) => Promise<DataSet>,
): Promise<Outcome> {
  return performJob(input, async (store) => {
    const { task, baseline, expected, result } = input.job as UnitsJob; // the only kind of this queue
    const who = "reproduce worker";
    if (expected.producer !== producer)
      throw new ValueError(who, `a worker of ${expected.producer}, as the run`, producer);
    const { recipe } = task.experiment;
    const key = dataKey(recipe);
    if (last?.key !== key) {
      const data = await load(recipe);
      last = { key, data, identity: identityOfData(data) };
    }
    if (last.identity !== expected.data)
      throw new ValueError(who, `the data of ${task.experiment.name} that the run has`, "others");
    const measured: UnitsResult["measured"][number][] = [];
    const started =
      baseline === undefined ? task : { ...task, baseline: (await readValue(store, baseline)) as Network };
    const network = deterministic(who, () =>
      perform(started, { data: last?.data as DataSet, own: [] }, (report) => {
        if (report.kind === "measured") measured.push(report);
      }),
    );
    return store.put(result, valueToBytes({ measured, network } satisfies UnitsResult));
  });
}

/** What a task does depends on nothing but the task, so an error would come again. */
function deterministic<T>(who: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new ValueError(who, "a task without an error", String(error));
  }
}
