import { sizesOf, weightCount } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { CHUNK } from "../network/samples.ts";

/** 64 MiB */
export const defaultBudget: number = 2 ** 26;

/**
 * What it takes to have a chunk under way, in bytes of doubles: its inputs, where they are sent from and where they are worked on; of each
 * layer X − c and (X − c)², and the signal, the output, the sensitivity, its successor and the energy; and the moments that come
 * of it, with the two products that they are made of.
 */
export function chunkBytes(network: Network): number {
  const sizes = sizesOf(network);
  const received = sizes.slice(0, -1);
  const entries = CHUNK * (2 * sizes[0] + 2 * sumOf(received) + 5 * sumOf(sizes.slice(1)));
  return 8 * (entries + 4 * weightCount(network));
}

/**
 * How many chunks may be under way: one, and as many as the budget holds, but no more than keep the workers busy.
 *
 * @param more what a chunk takes beyond {@link chunkBytes}
 */
export const chunksWithin = (budget: number, network: Network, workers: number, more = 0): number =>
  Math.min(2 * workers, 1 + Math.floor(budget / (chunkBytes(network) + more)));

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
