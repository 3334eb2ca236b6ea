import { statisticsParts } from "@espalier/prune";
import { mergeFiles, openStatistics, statisticsToBytes } from "@espalier/formats/statistics";
import { ValueError } from "@espalier/tensor";
import { originOf } from "espalier/files";
import type { Store } from "../store/store.ts";
import { checkContent, checkProducer, openFiles } from "./files.ts";
import type { MapJob, MergeJob } from "./jobs.ts";

/** Computes the statistics of some samples. */
export async function map(job: MapJob, store: Store): Promise<number> {
  const { dataOptions, metric, sums, from, to, result, content } = job;
  const opened = await openFiles(job);
  const { network, inputs } = opened;
  const origin = originOf(network, { metric, divide: dataOptions.divide ?? 1 });
  const parts = await statisticsParts(network, inputs.batches(from, to), { from, metric, sums });
  await checkContent(opened, job, [{ from, to }], content);
  return store.put(result, statisticsToBytes({ ...origin, parts }));
}

/** Merges the statistics of some parts, which are gone then. */
export async function merge({ parts, producer, from, to, result }: MergeJob, store: Store): Promise<number> {
  checkProducer(producer);
  const files = await Promise.all(parts.map(async (name) => openStatistics(await store.read(name))));
  const merged = mergeFiles(files);
  const [first, last] = [merged.header.parts[0], merged.header.parts[merged.header.parts.length - 1]];
  if (first.from !== from || last.to !== to)
    throw new ValueError(
      result,
      `parts of the samples ${from} to ${to}`,
      `parts of ${first.from} to ${last.to}`,
    );
  const bytes = await store.put(result, merged.pieces());
  // The parts are in the result now. A job that still wants them finds its result instead.
  await store.remove(parts);
  return bytes;
}
