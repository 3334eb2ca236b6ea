import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { initialNetwork, scoreStream, seededRandom } from "@espalier/prune";
import type { LayerScores, Random, Tensor } from "@espalier/prune";
import { createPool } from "@espalier/prune/parallel";
import { wrap } from "@espalier/tensor";
import type { HeapPerStep, Stream } from "./results.ts";

export interface MemoryOptions {
  readonly samples?: number;
  /** Worker threads; 0 for the main entry, which needs none. */
  readonly workers?: number;
  /** In bytes; for worker threads. */
  readonly budget?: number;
}

/** What it took to score a network on a stream. */
export interface MemoryReport {
  readonly samples: number;
  readonly workers: number;
  /** What the samples would take in memory. */
  readonly sampleBytes: number;
  /** The highest that was seen of the main thread's heap and of arrays, above what was there before. */
  readonly peakBytes: number;
  /** The highest resident set of the process, with all its threads, above the one before. */
  readonly peakResidentBytes: number;
  readonly seconds: number;
  readonly scores: readonly LayerScores[];
}

const SIZES = [16, 16, 16, 2];
const BATCH = 1000;
const TEN_MILLION = 10_000_000;

/** Scores a network on ten million samples, from a seeded stream, made on demand: 1.28 GB in all. */
export async function streamTenMillion({
  samples = TEN_MILLION,
  workers = 0,
  budget = 2 ** 26,
}: MemoryOptions = {}): Promise<MemoryReport> {
  const pool = workers === 0 ? undefined : createPool({ workers, budget });
  try {
    return { samples, workers, ...(await measured(pool?.score ?? scoreStream, samples)) };
  } finally {
    await pool?.close();
  }
}

async function measured(
  score: typeof scoreStream,
  samples: number,
): Promise<Omit<MemoryReport, "samples" | "workers">> {
  const network = initialNetwork({ sizes: SIZES, random: seededRandom(1) });
  await score(network, batches(2048, seededRandom(2))); // compiles what there is to compile
  const before = measure();
  const peak = { held: 0, resident: 0 };
  const start = performance.now();
  const onProgress = (): void => {
    const now = measure();
    peak.held = Math.max(peak.held, now.held - before.held);
    peak.resident = Math.max(peak.resident, now.resident - before.resident);
  };
  const scores = await score(network, batches(samples, seededRandom(2)), { onProgress });
  return {
    sampleBytes: samples * SIZES[0] * 8,
    peakBytes: peak.held,
    peakResidentBytes: peak.resident,
    seconds: (performance.now() - start) / 1000,
    scores,
  };
}

/** Uniform numbers around another mean for each input, in batches that are made when they are asked for. */
function* batches(samples: number, random: Random): Generator<Tensor> {
  const [width] = SIZES;
  for (let done = 0; done < samples; done += BATCH) {
    const N = Math.min(BATCH, samples - done);
    const data = new Float64Array(N * width);
    for (let at = 0; at < data.length; at++) data[at] = (at % width) / width + random();
    yield wrap([N, width], data);
  }
}

function measure(): { held: number; resident: number } {
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { held: heapUsed + arrayBuffers, resident: rss };
}

const execute = promisify(execFile);

/** Runs a program of this folder in a process of its own, and reads what it prints. */
async function probe<T>(name: string, flags: readonly string[], ...args: readonly string[]): Promise<T> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { stdout } = await execute(process.execPath, [...flags, file, ...args]);
  return JSON.parse(stdout) as T; // it is our own
}

const YOUNG = ["--min-semi-space-size=128", "--max-semi-space-size=128"];

export const heapPerStep = (): Promise<HeapPerStep> => probe("probe-heap", ["--expose-gc", ...YOUNG]);

export const stream = (samples: number): Promise<Stream> => probe("probe-stream", [], String(samples));
