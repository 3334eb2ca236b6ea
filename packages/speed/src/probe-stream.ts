// The memory that scoring a long seeded stream of samples takes, which are made on demand.
import { initialNetwork, scoreStream, seededRandom } from "@espalier/prune";
import { useFastKernels, wrap } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";
import type { Stream } from "./results.ts";

const [SIZES, BATCH] = [[16, 16, 16, 2], 1000];
const samples = Number(process.argv[2]);

/** Uniform numbers around another mean for each input. */
function* batches(count: number, random: Random): Generator<Tensor> {
  const [width] = SIZES;
  for (let done = 0; done < count; done += BATCH) {
    const N = Math.min(BATCH, count - done);
    const data = Float64Array.from({ length: N * width }, (_, at) => (at % width) / width + random());
    yield wrap([N, width], data);
  }
}

function measure(): { held: number; resident: number } {
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { held: heapUsed + arrayBuffers, resident: rss };
}

await useFastKernels();
const network = initialNetwork({ sizes: SIZES, random: seededRandom(1) });
await scoreStream(network, batches(2048, seededRandom(2))); // compiles what there is to compile
const before = measure();
let [peakBytes, peakResidentBytes] = [0, 0];
const start = performance.now();
const onProgress = (): void => {
  const now = measure();
  peakBytes = Math.max(peakBytes, now.held - before.held);
  peakResidentBytes = Math.max(peakResidentBytes, now.resident - before.resident);
};
await scoreStream(network, batches(samples, seededRandom(2)), { onProgress });
const seconds = (performance.now() - start) / 1000;
const result: Stream = {
  samples,
  sampleBytes: samples * SIZES[0] * 8,
  peakBytes,
  peakResidentBytes,
  seconds,
};
process.stdout.write(JSON.stringify(result));
