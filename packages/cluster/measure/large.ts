// What one network costs, as a line of JSON: node large.ts 2048-2048-10 256
import { existsSync, readFileSync } from "node:fs";
import {
  cut,
  initialNetwork,
  scoreStatistics,
  statisticsParts,
  totalStatistics,
  weightCount,
} from "@espalier/prune";
import { randomNormal, seededRandom, useFastKernels } from "@espalier/tensor";
import { measureMerge, processorSeconds } from "./measure.ts";

const [, , text, count] = process.argv;
const sizes = text.split("-").map(Number);
const samples = Number(count);
await useFastKernels();
const network = initialNetwork({ sizes, random: seededRandom(1), dtype: "f32" });
const inputs = randomNormal([samples, sizes[0]], seededRandom(2), "f32");

let parts = await statisticsParts(network, [inputs]);
const seconds = await processorSeconds(async () => (parts = await statisticsParts(network, [inputs])));
const cutting = await processorSeconds(async () =>
  cut(network, scoreStatistics(network, totalStatistics(parts)), 0.8),
);
const peak = peakMemory();
const { bytes, seconds: merge } = await measureMerge(network);

/** The most bytes that this program had. Where Linux tells: `maxRSS` begins there with the memory of the process that started this one. */
function peakMemory(): number {
  const status = "/proc/self/status";
  const kilobytes = existsSync(status)
    ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1]
    : undefined;
  return 1024 * (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes));
}

/**
 * Bytes of a weight in f32 at the peak, while a chunk is added to the total: the network and its copy for the kernels, 4 each; two sums, 8 each; mean
 * and scatter of the part and of the total, 8 each. The process itself and the activations of a chunk come on top.
 */
const PER_WEIGHT = 4 + 4 + 16 + 16 + 16;
const PROCESS = 200e6;
const weights = weightCount(network);
const chunk = 8 * samples * (4 * sizes[0] + 7 * sizes.slice(1).reduce((sum, each) => sum + each, 0));
const formula = PROCESS + chunk + PER_WEIGHT * weights;
console.log(JSON.stringify({ sizes, weights, samples, seconds, bytes, merge, cut: cutting, peak, formula }));
