import { rm } from "node:fs/promises";
import { Writable } from "node:stream";
import { statisticsParts } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { mergeFiles, openStatistics, statisticsToBytes } from "@espalier/formats/statistics";
import { InputError, useFastKernels, ValueError } from "@espalier/tensor";
import type { Io } from "espalier";
import { openInputs, openRanges, originOf, readNetwork, version } from "espalier/files";
import type { Done, Job, MapJob, MergeJob, Outcome } from "./job.ts";
import { isThere, keep, pathOf } from "./store.ts";

// What a worker thread does: a busy thread must not be the one that holds the locks of jobs.

/** Does a job, whose result may be there already. */
export default async function compute({
  job,
  folder,
}: {
  readonly job: Job;
  readonly folder: string;
}): Promise<Outcome> {
  const start = performance.now();
  const done = (wasThere: boolean, bytes: number): Done => ({
    wasThere,
    seconds: (performance.now() - start) / 1000,
    bytes,
  });
  if (await isThere(folder, job.result)) return done(true, 0);
  try {
    return done(false, await (job.kind === "map" ? map(job, folder) : merge(job, folder)));
  } catch (error) {
    // Another worker may have done it in the meantime, and removed its parts.
    if (await isThere(folder, job.result)) return done(true, 0);
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

async function map(job: MapJob, folder: string): Promise<number> {
  await useFastKernels();
  const { data, dataOptions, metric, expected, from, to, result } = job;
  const network = await networkOf(job);
  const inputs = await openInputs(io, data, network, dataOptions);
  if (inputs.samples !== expected.samples)
    throw new ValueError(data, `${expected.samples} samples, as the run began with`, `${inputs.samples}`);
  const origin = originOf(network, { metric, divide: dataOptions.divide ?? 1 });
  checkProducer(expected.producer);
  if (origin.network !== expected.network)
    throw new ValueError(job.network, "the network that the run began with", "another one");
  const parts = await statisticsParts(network, inputs.batches(from, to), { from, metric });
  return keep(folder, result, statisticsToBytes({ ...origin, parts }));
}

async function merge({ parts, producer, from, to, result }: MergeJob, folder: string): Promise<number> {
  checkProducer(producer);
  const paths = parts.map((name) => pathOf(folder, name));
  const files = await Promise.all(paths.map(async (path) => openStatistics(await openRanges(folder, path))));
  const merged = mergeFiles(files);
  const [first, last] = [merged.header.parts[0], merged.header.parts[merged.header.parts.length - 1]];
  if (first.from !== from || last.to !== to)
    throw new ValueError(
      result,
      `parts of the samples ${from} to ${to}`,
      `parts of ${first.from} to ${last.to}`,
    );
  const bytes = await keep(folder, result, merged.pieces());
  // The parts are in the result now. A job that still wants them finds its result instead.
  await Promise.all(paths.map((path) => rm(path, { force: true })));
  return bytes;
}

/** Another version may sum in another order. */
function checkProducer(producer: string): void {
  if (producer !== `espalier ${version}`)
    throw new ValueError("espalier-cluster worker", `a worker of ${producer}, as the run`, version);
}

/** The last network, as most jobs are of the same. */
let last: { readonly key: string; readonly network: Network } | undefined;

async function networkOf({ network: path, networkOptions, expected }: MapJob): Promise<Network> {
  const key = JSON.stringify([path, networkOptions, expected.network]);
  if (last?.key !== key) last = { key, network: (await readNetwork(io, path, networkOptions)).network };
  return last.network;
}

/** Jobs name files by whole paths, and say nothing. */
const nowhere = new Writable({ write: (_, __, done) => done() });
const io: Io = {
  folder: "/",
  stdin: (async function* () {})(),
  stdout: nowhere,
  stderr: nowhere,
  signal: new AbortController().signal,
};
