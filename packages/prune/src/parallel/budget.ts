import { inputWidth, weightCount, CHUNK } from "@espalier/network";
import type { Network } from "@espalier/network";

/** 64 MiB */
export const defaultBudget: number = 2 ** 26;

/**
 * The memory of a chunk in progress, in bytes of doubles: its inputs, at the sender and at the worker; of each layer X − c and
 * (X − c)², the signal, the output, the sensitivity, its successor and the energy; and the resulting moments, with the two products that
 * they follow from.
 */
export function chunkBytes(network: Network): number {
  const received = network.layers.map(({ weight }) => weight.shape[1]);
  const neurons = network.layers.map(({ bias }) => bias.data.length);
  const entries = CHUNK * (2 * inputWidth(network) + 2 * sumOf(received) + 5 * sumOf(neurons));
  return 8 * (entries + 4 * weightCount(network));
}

/**
 * The number of chunks that may be in progress: at least one, at most what the budget holds, and no more than keep the workers busy.
 *
 * @param more the bytes of a chunk beyond {@link chunkBytes}
 */
export const chunksWithin = (budget: number, network: Network, workers: number, more = 0): number =>
  Math.min(2 * workers, 1 + Math.floor(budget / (chunkBytes(network) + more)));

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
