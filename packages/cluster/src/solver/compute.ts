import { chunksOf, knownOutputs, localChunks, treeSum } from "@espalier/compensation/internal";
import type { LocalChunks, NumberedChunk, Problem } from "@espalier/compensation/internal";
import { judged } from "@espalier/network/internal";
import { CHUNK, statisticsParts } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { allocate, dtypeOf, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkContent, openFiles } from "../statistics/files.ts";
import type { Opened } from "../statistics/files.ts";
import type { Store } from "../store/store.ts";
import { readValue, valueToBytes } from "../store/values.ts";
import type { BatchChunks, PartsJob, SumsJob } from "./jobs.ts";
import { sizeOf, within } from "./ranges.ts";

const who = "espalier-cluster worker";

/** Chunks in the memory of the kernels, and the name of the point at which they were linearised. */
interface Placed {
  readonly chunks: LocalChunks;
  point: string | undefined;
}

/** The groups of chunks that a thread keeps. With these, a thread that gets all products of a batch reads each sample once. */
const MOST_PLACED = 16;
const placed = new Map<string, Placed>();
let current: { readonly name: string; readonly problem: Problem } | undefined;

/** A sum over some chunks of a batch. Its bits do not depend on what this thread computed before. */
export async function sums(job: SumsJob, store: Store): Promise<number> {
  const problem = await problemOf(job.problem, store);
  const { sum, at, point } = job;
  // An estimate of blocks draws signs, from the first one on.
  const own = sum === "blocks" ? await place(job, problem) : await placedFor(job, problem);
  const isLinear = sum === "product" || sum === "blocks";
  if (isLinear && own.point !== point) own.chunks.sums("gradient", await vectorOf(point, store));
  own.point = undefined; // until the sum is complete
  const vector = at === undefined ? undefined : await vectorOf(at, store);
  const total = treeSum();
  for (const part of own.chunks.sums(sum, vector)) total.add(part);
  if (sum === "blocks") own.chunks.release();
  else if (sum !== "divergence") own.point = sum === "gradient" ? at : point;
  return store.put(job.result, valueToBytes(total.total()));
}

/** The statistics of some chunks, numbered within the batch. */
export async function parts(job: PartsJob, store: Store): Promise<number> {
  const { left, metric, ranges, from, to, result } = job;
  const network = (await readValue(store, left)) as Network; // as the run put it
  const opened = await openFiles(job);
  const { inputs } = opened;
  const some = within(ranges, from * CHUNK, to * CHUNK);
  async function* batches(): AsyncGenerator<Tensor> {
    for (const range of some) yield* inputs.batches(range.from, range.to);
  }
  const found = await statisticsParts(network, batches(), { from: from * CHUNK, metric, sums: job.sums });
  await checkContent(opened, job, some, job.content);
  return store.put(result, valueToBytes(found));
}

async function problemOf(name: string, store: Store): Promise<Problem> {
  if (current?.name !== name) {
    releaseAll();
    current = { name, problem: (await readValue(store, name)) as Problem }; // as the run put it
  }
  return current.problem;
}

async function vectorOf(name: string | undefined, store: Store): Promise<Float64Array> {
  if (name === undefined) throw new ValueError(who, "a job with a point", "none");
  return (await readValue(store, name)) as Float64Array; // as the run put it
}

async function placedFor(job: BatchChunks, problem: Problem): Promise<Placed> {
  const key = JSON.stringify([job.expected, job.data, job.ranges, job.from, job.to, job.content]);
  const own = placed.get(key) ?? (await place(job, problem));
  placed.delete(key);
  placed.set(key, own); // as the last one used
  for (const [oldest, { chunks }] of placed) {
    if (placed.size <= MOST_PLACED) break;
    chunks.release();
    placed.delete(oldest);
  }
  return own;
}

async function place(job: BatchChunks, problem: Problem): Promise<Placed> {
  const opened = await openFiles(job);
  const count = Math.min(job.to, Math.ceil(sizeOf(job.ranges) / CHUNK));
  const chunks: NumberedChunk[] = [];
  for (let at = job.from; at < count; at++) {
    const inputs = await inputsOf(opened, within(job.ranges, at * CHUNK, (at + 1) * CHUNK));
    const reference = knownOutputs(judged(opened.network, problem.metric), inputs)(undefined);
    const [chunk] = chunksOf({ inputs }, reference, problem.columns);
    chunks.push({ ...chunk, at });
  }
  await checkContent(opened, job, within(job.ranges, job.from * CHUNK, job.to * CHUNK), job.content);
  return { chunks: localChunks(problem, chunks), point: undefined };
}

/** The samples of some ranges, [n, d_0]. */
async function inputsOf({ network, inputs }: Opened, ranges: BatchChunks["ranges"]): Promise<Tensor> {
  const [, width] = network.layers[0].weight.shape;
  const data = allocate(sizeOf(ranges) * width, dtypeOf(network.layers[0].weight));
  let next = 0;
  for (const { from, to } of ranges)
    for await (const batch of inputs.batches(from, to)) {
      data.set(batch.data, next);
      next += batch.data.length;
    }
  return { shape: [sizeOf(ranges), width], data };
}

function releaseAll(): void {
  for (const { chunks } of placed.values()) chunks.release();
  placed.clear();
}
