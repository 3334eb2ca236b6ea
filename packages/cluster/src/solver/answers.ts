import { createHash } from "node:crypto";
import { batchOf, compensationOf, isSummed, meansOver, toGradient } from "@espalier/compensation/internal";
import type { Problem, RemoteBatch, RemoteSource, SizedChunk, Sum } from "@espalier/compensation/internal";
import { judged } from "@espalier/network/internal";
import { CHUNK, mergeParts, scoreStatistics, strategies, totalStatistics } from "@espalier/prune";
import type { LayerScores, Network, SampleRange, StatisticsPart } from "@espalier/prune";
import { checkSums, readerOf } from "@espalier/prune/internal";
import type { SearchNeeds } from "@espalier/prune/internal";
import type { Giver } from "../jobs/give-out.ts";
import type { Job } from "../jobs/job.ts";
import { dataOf } from "../statistics/files.ts";
import type { Begun } from "../statistics/files.ts";
import { foundUnlessCancelled } from "../store/cancel.ts";
import { isThere } from "../store/store.ts";
import type { Store } from "../store/store.ts";
import { putContent, readValue, valueToBytes } from "../store/values.ts";
import type { BatchChunks, PartsJob, SumsJob } from "./jobs.ts";
import { dealer, sizeOf, within } from "./ranges.ts";

/** The chunks of a job for a network of up to 2¹⁴ weights; half of them whenever the weights double, down to one. */
const MOST_CHUNKS = 16;

/** How many chunks a job sums over, a power of two. The bytes of the result do not depend on it. */
export const chunksOfJob = (weights: number): number =>
  Math.max(1, MOST_CHUNKS / 2 ** Math.max(0, Math.ceil(Math.log2(weights)) - 14));

/** Answers from the workers of a queue. */
export interface Answers extends RemoteSource {
  /** Removes what the run put into the store. */
  readonly remove: () => Promise<void>;
}

/** Where answers come from. */
export interface AnswersOptions {
  readonly store: Store;
  readonly giver: Giver;
  readonly begun: Begun;
  /** Chunks of a job, a power of two. */
  readonly chunks: number;
  /** The name of the run. */
  readonly run: string;
}

/**
 * Answers the questions of a search by jobs: a sum over a batch is a sum over groups of its chunks, one job each. An answer is a file that is named by
 * its question, so a run that was stopped asks the same again and finds the answers, up to where it was.
 */
export function answersBy(
  { store, giver, begun, chunks: size, run }: AnswersOptions,
  { scored, scoreOptions }: SearchNeeds,
): Answers {
  const who = "espalier-cluster prune";
  const { files, inputs, metric } = begun;
  checkSums(who, scoreOptions.sums, [readerOf(who, scoreOptions.strategy)], strategies);
  const deal = dealer(files.expected.samples);
  const used = new Set<string>();
  let last: readonly SampleRange[] | undefined;

  const nameOf = (what: object, ending: string): string => {
    const digest = createHash("sha256").update(JSON.stringify([files.expected, dataOf(files), what]));
    const name = `${digest.digest("hex").slice(0, 32)}.${ending}`;
    used.add(name);
    return name;
  };
  const put = async (value: unknown): Promise<string> => {
    const name = await putContent(store, value);
    used.add(name);
    return name;
  };

  /** The answer to a question, from the results of its jobs unless it is there. */
  const answer = async <T>(jobs: readonly Job[], from: (results: unknown[]) => T): Promise<T> => {
    const name = nameOf(
      jobs.map(({ result }) => result),
      "answer",
    );
    if (await isThere(store, name)) return (await readValue(store, name)) as T; // written below
    await giver.until(async () => {
      const results = jobs.map(({ result }) => result);
      const found = await foundUnlessCancelled(store, results, run);
      return jobs.filter(({ result }) => !found.has(result)).map((job) => ({ job, before: [] }));
    });
    const value = from(await Promise.all(jobs.map(({ result }) => readValue(store, result))));
    await store.put(name, valueToBytes(value));
    await store.remove(jobs.map(({ result }) => result));
    return value;
  };

  /** Identifies the samples of a group of chunks. Most questions are about the batch of the one before. */
  const contents = new Map<string, Promise<string>>();
  const contentOf = (some: readonly SampleRange[]): Promise<string> => {
    const key = JSON.stringify(some);
    const content = contents.get(key) ?? inputs.content(some);
    contents.set(key, content);
    return content;
  };

  /** One job for each group of the chunks of a batch. */
  const jobsOver = <J extends BatchChunks>(
    chunks: number,
    what: Omit<J, "result" | "from" | "to" | "content" | keyof typeof files>,
    ranges: readonly SampleRange[],
  ): Promise<J[]> =>
    Promise.all(
      Array.from({ length: Math.ceil(chunks / size) }, async (_, at) => {
        const [from, to] = [at * size, Math.min(chunks, (at + 1) * size)];
        const content = await contentOf(within(ranges, from * CHUNK, to * CHUNK));
        const job = { ...what, from, to, content };
        return { ...files, ...job, result: nameOf(job, "sums") } as unknown as J; // all fields are there
      }),
    );

  return {
    async scores({ network: left }): Promise<LayerScores[]> {
      const given = judged(left, metric);
      const ranges = deal(scored);
      const name = await put(given);
      const { strategy, sums } = scoreOptions;
      const what = {
        kind: "parts",
        left: name,
        metric,
        ranges,
        ...(sums === undefined ? {} : { sums }),
      } as const;
      const jobs = await jobsOver<PartsJob>(Math.ceil(sizeOf(ranges) / CHUNK), what, ranges);
      const total = await answer(jobs, (results) =>
        totalStatistics(mergeParts(given, (results as StatisticsPart[][]).flat())),
      );
      const compensation =
        compensationOf(who, scoreOptions.compensation)?.scores === undefined ? "none" : "bias";
      return scoreStatistics(given, total, { strategy, compensation });
    },
    async batch(problem: Problem): Promise<RemoteBatch> {
      const ranges = problem.batch === "same" && last !== undefined ? last : deal(problem.samples);
      last = ranges;
      const name = await put(problem);
      const chunks = chunksIn(ranges, problem.network);
      const meanOf = meansOver(chunks);
      let point: string | undefined;
      const mean = async (sum: Sum, at: string | undefined): Promise<Float64Array> => {
        const what = { kind: "sums", sum, problem: name, point, at, ranges } as const;
        const summed = chunks.filter((chunk) => isSummed(sum, chunk)).length; // the first ones
        return answer(await jobsOver<SumsJob>(summed, what, ranges), (results) =>
          meanOf(sum, results as Float64Array[]),
        );
      };
      return {
        ...batchOf(problem, chunks),
        async gradient(at) {
          point = await put(at);
          return toGradient(await mean("gradient", point));
        },
        product: async (at) => mean("product", await put(at)),
        curvature: () => mean("blocks", undefined),
        divergence: async (at) => (await mean("divergence", await put(at)))[0],
        release() {},
      };
    },
    remove: () => store.remove(used),
  };
}

/** The chunks of a batch by their sizes. */
function chunksIn(ranges: readonly SampleRange[], { layers }: Network): SizedChunk[] {
  const samples = sizeOf(ranges);
  const [, width] = layers[0].weight.shape;
  return Array.from({ length: Math.ceil(samples / CHUNK) }, (_, at) => ({
    at,
    inputs: { shape: [Math.min(CHUNK, samples - at * CHUNK), width] },
  }));
}
