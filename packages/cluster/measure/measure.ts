import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialNetwork, spanOf, statisticsParts } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { mergeFiles, openStatistics, rangesOf, statisticsToBytes } from "@espalier/formats/statistics";
import { randomNormal, seededRandom, useFastKernels } from "@espalier/tensor";
import type { Io } from "espalier";
import { openInputs, originOf } from "espalier/files";
import { Queue } from "bullmq";
import type { MergeJob } from "../src/statistics/jobs.ts";
import { connectionTo } from "../src/jobs/queue.ts";
import { startWorker } from "../src/jobs/worker.ts";
import { startRedis } from "../test/support/redis.ts";
import { writeImages } from "./images.ts";

/** Processor seconds of some work, on all threads. */
export async function processorSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const { signal } = new AbortController();
const io: Io = { folder: "/", stdin: process.stdin, stdout: process.stderr, stderr: process.stderr, signal };

export interface FileMeasured {
  readonly samples: number;
  readonly bytes: number;
  /** Processor seconds for reading and computing. */
  readonly seconds: number;
}

/** The statistics of images from a file, by 784-32-32-10. */
export async function measureFile(samples: number): Promise<FileMeasured> {
  const folder = mkdtempSync(join(tmpdir(), "espalier-many-"));
  try {
    const path = join(folder, "images.npy");
    await writeImages(path, samples);
    await useFastKernels();
    const network = initialNetwork({ sizes: [784, 32, 32, 10], random: seededRandom(1), dtype: "f32" });
    const inputs = await openInputs(io, path, network, { divide: 255 });
    const seconds = await processorSeconds(() => statisticsParts(network, inputs.batches(0, samples)));
    return { samples, bytes: 128 + 784 * samples, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface LargeMeasured {
  readonly sizes: readonly number[];
  readonly weights: number;
  readonly samples: number;
  /** Processor seconds of the statistics of these samples. */
  readonly seconds: number;
  /** Bytes of a file of statistics of one node. */
  readonly bytes: number;
  /** Processor seconds to merge two of them. */
  readonly merge: number;
  /** Processor seconds to score from the statistics and cut 80 %. */
  readonly cut: number;
  /** The most memory of the process that prunes, in bytes. */
  readonly peak: number;
  /** What the formula says. */
  readonly formula: number;
}

/** Everything about one network, in a process of its own, so that the peak is its own. */
export function measureLarge(sizes: readonly number[], samples: number): LargeMeasured {
  const program = fileURLToPath(new URL("large.ts", import.meta.url));
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    [program, sizes.join("-"), String(samples)],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as LargeMeasured; // of large.ts
}

/** Processor seconds to merge two files of statistics in memory. */
export async function measureMerge(
  network: Network,
): Promise<{ readonly bytes: number; readonly seconds: number }> {
  const samples = randomNormal([8, network.layers[0].weight.shape[1]], seededRandom(2), "f32");
  const origin = originOf(network, { metric: "outputs", divide: 1 });
  const span = spanOf(network);
  const [part] = await statisticsParts(network, [samples]);
  const files = [0, 1].map((at) =>
    statisticsToBytes({ ...origin, parts: [{ ...part, from: at * span, to: (at + 1) * span }] }),
  );
  const seconds = await processorSeconds(async () => {
    const opened = await Promise.all(files.map((bytes, at) => openStatistics(rangesOf(bytes, `${at}`))));
    for await (const piece of mergeFiles(opened).pieces()) void piece;
  });
  return { bytes: files[0].length, seconds };
}

/** Processor seconds of a job besides its work: of the worker, its thread and who gives it out. */
export async function measureJobs(jobs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "espalier-jobs-"));
  const redis = await startRedis(folder);
  try {
    writeFileSync(join(folder, "there.stats"), "");
    const options = { redis: redis.address, queue: "measure", folder, threads: 1 };
    const queue = new Queue<MergeJob>("measure", { connection: connectionTo(options) });
    const job: MergeJob = { kind: "merge", parts: [], producer: "", from: 0, to: 1, result: "there.stats" };
    let done = 0;
    let told = (): void => {};
    const worker = startWorker({ ...options, onLine: () => (++done, told()) });
    const finish = async (count: number): Promise<void> => {
      const all = new Promise<void>((resolve) => (told = () => done >= count && resolve()));
      await queue.addBulk(Array.from({ length: count }, () => ({ name: "merge", data: job })));
      await all;
    };
    await finish(10); // the thread starts with the first
    done = 0;
    const seconds = await processorSeconds(() => finish(jobs));
    await worker.close(true);
    await queue.close();
    return seconds / jobs;
  } finally {
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
