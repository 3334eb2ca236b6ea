import { openGiver, openStore, putContent, readValue } from "@espalier/cluster";
import type { QueueOptions } from "@espalier/cluster";
import { dataKey } from "../data.ts";
import type { CreatePool } from "../pool.ts";
import { identityOfData, jobOf } from "./job.ts";
import type { UnitsResult } from "./job.ts";

/** Where the workers are, and the folder or the object store that they share. */
export interface ClusterOptions extends QueueOptions {
  readonly folder: string;
}

/**
 * The workers of a queue, on any number of machines. A result stays in the store, so the next run after a stop or a kill reuses it.
 *
 * @param options where they are
 */
export const clusterPool =
  (options: ClusterOptions): CreatePool =>
  (workers, { data }, signal) => {
    const identities = new Map<string, string>();
    const identityOf = (key: string): string => {
      const own = data.get(key);
      if (own === undefined) throw new Error(`no data for ${key}`);
      const identity = identities.get(key) ?? identityOfData(own);
      identities.set(key, identity);
      return identity;
    };
    const opened = openStore(options.folder).then((store) => ({
      store,
      giver: openGiver(options, store, signal),
    }));
    opened.catch(() => {}); // each task reports it
    return {
      workers,
      async run(task, onReport) {
        const { store, giver } = await opened;
        const baseline = task.baseline && (await putContent(store, task.baseline));
        const job = jobOf(task, baseline, identityOf(dataKey(task.experiment.recipe)));
        await giver.until(async () =>
          (await store.found([job.result])).has(job.result) ? [] : [{ job, before: [] }],
        );
        const { measured, network } = (await readValue(store, job.result)) as UnitsResult; // of a worker
        for (const report of measured) onReport(report);
        return network;
      },
      close: async () => opened.then(({ giver }) => giver.close()).catch(() => {}),
    };
  };
