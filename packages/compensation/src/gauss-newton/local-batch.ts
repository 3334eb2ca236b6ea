import { mapParameters, parametersOf } from "@espalier/network";
import { copyIn, dtypeOf, kernels, seededRandom, zerosIn } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Batch, Gradient, Problem } from "./ask.ts";
import { blocksOf } from "./blocks.ts";
import { chunkSums } from "./chunk-sums.ts";
import type { Chunk, ChunkSums, Place } from "./chunk-sums.ts";
import { coordinatesOf, gather, scatter } from "./coordinates.ts";
import { sharedMemory } from "./shared-memory.ts";
import { treeSum } from "./tree-sum.ts";

/** A chunk of a batch, with its number in the batch. */
export interface NumberedChunk extends Chunk {
  readonly at: number;
}

/** A chunk of which only the number and the size are known, as its samples are elsewhere. */
export interface SizedChunk {
  readonly at: number;
  readonly inputs: Pick<Tensor, "shape">;
}

/** The sums over the samples of a batch. */
export type Sum = keyof ChunkSums;

/** Some chunks of a batch, in an arena of the kernels. */
export interface LocalChunks {
  /** A sum over each chunk, at the coordinates or in the direction `at`. */
  readonly sums: (sum: Sum, at: Float64Array | undefined) => Float64Array[];
  /** Releases the memory. */
  readonly release: () => void;
}

/** This many chunks are enough for an estimate of the blocks. */
const CHUNKS_OF_BLOCKS = 2;

/** The chunks that a sum goes over. */
export const isSummed = (sum: Sum, { at }: { readonly at: number }): boolean =>
  sum !== "blocks" || at < CHUNKS_OF_BLOCKS;

/**
 * Makes the sums over some chunks.
 *
 * @param problem with the relevant part of a network, see `relevantOf`
 * @param chunks of the inputs that this part reads
 */
export function localChunks(
  { network, masks, moves, metric, block }: Problem,
  chunks: readonly NumberedChunk[],
): LocalChunks {
  const arena = kernels().arena();
  const inArena = (each: Tensor): Tensor => copyIn(arena, each);
  const own = mapParameters(network, inArena);
  const parameters = parametersOf(own);
  const coordinates = coordinatesOf(own, masks, moves);
  const tangents = parameters.map((each) => zerosIn(arena, each.shape, dtypeOf(each)));
  const blocks = blocksOf(own, coordinates, block);
  let version = 0;
  const [pushed, cotangents, trials, values] = [1, 2, 3, 4].map(() => sharedMemory(arena));
  const place: Place = {
    network: own,
    version: () => version,
    tangents,
    coordinates,
    blocks,
    metric,
    arena,
    shared: { tangents: pushed, cotangents, trials, values },
  };
  const all = placed(place, chunks);
  // The coordinates of the parameters, and those of the last gradient, at which products are linearised; at first both are the start.
  let here = gather(coordinates, parameters);
  let point = here;
  const moveTo = (at: Float64Array): void => {
    if (scatter(at, coordinates.entries, parameters)) version++;
    here = at;
  };
  return {
    sums(sum, at) {
      if (at !== undefined && sum !== "product") moveTo(at);
      else if (point !== here) moveTo(point);
      if (sum === "gradient") point = here;
      if (at !== undefined && sum === "product") scatter(at, coordinates.entries, tangents);
      return all.filter((chunk) => isSummed(sum, chunk)).map((chunk) => chunk[sum]());
    },
    release: () => arena.release(),
  };
}

/**
 * The sums of all chunks. As many chunks keep their values as the memory of the kernels has room for, beside what all of them share: outside of it
 * most kernels are slower than computing the values once more, which is a fraction of a product.
 */
function placed(place: Place, chunks: readonly NumberedChunk[]): (ChunkSums & { readonly at: number })[] {
  const { arena } = place;
  const room = (): number => arena.room?.() ?? Number.MAX_SAFE_INTEGER;
  const sumsOf = (chunk: NumberedChunk, keeps: boolean): ChunkSums & { readonly at: number } => ({
    at: chunk.at,
    ...chunkSums(place, chunk, seededRandom(chunk.at), keeps),
  });
  const before = room();
  const [first, ...others] = chunks;
  if (first === undefined) return [];
  const all = [sumsOf(first, true)];
  const size = before - room();
  // Takes the memory that all share before it is full: two or three times that of the first chunk.
  if (room() < (others.length + 3) * size)
    for (const sum of ["product", "divergence"] as const) all[0][sum]();
  for (const [done, chunk] of others.entries())
    all.push(sumsOf(chunk, room() >= 2 * size || (done === others.length - 1 && room() >= size)));
  return all;
}

/** A batch, and the answers to the questions about it, wrapped in R: plain values or promises. */
export interface BatchAnswers<Vector, G, Q> extends Batch {
  readonly gradient: (at: Float64Array) => G;
  readonly product: (at: Float64Array) => Vector;
  readonly curvature: () => Vector;
  readonly divergence: (at: Float64Array) => Q;
  readonly release: () => void;
}

export type LocalBatch = BatchAnswers<Float64Array, Gradient, number>;

/** A batch in memory: each mean over its samples is a sum over chunks, added in a fixed tree. */
export function localBatch(problem: Problem, chunks: readonly NumberedChunk[]): LocalBatch {
  const { sums, release } = localChunks(problem, chunks);
  const meanOf = meansOver(chunks);
  return {
    ...batchOf(problem, chunks),
    gradient: (at) => toGradient(meanOf("gradient", sums("gradient", at))),
    product: (at) => meanOf("product", sums("product", at)),
    curvature: () => meanOf("blocks", sums("blocks", undefined)),
    divergence: (at) => meanOf("divergence", sums("divergence", at))[0],
    release,
  };
}

/** The part of a batch that does not depend on its samples. */
export function batchOf({ network, masks, moves, block }: Problem, chunks: readonly SizedChunk[]): Batch {
  const coordinates = coordinatesOf(network, masks, moves);
  return {
    start: gather(coordinates, parametersOf(network)),
    blocks: blocksOf(network, coordinates, block).map(({ at }) => at),
    samples: samplesIn(chunks),
    networkAt(at) {
      const changed = mapParameters(network, ({ shape, data }) => ({ shape, data: data.slice() }));
      scatter(at, coordinates.entries, parametersOf(changed));
      return mapParameters(changed, (parameter) => parameter); // tied matrices follow
    },
  };
}

/**
 * From the sums over the chunks of a batch, in their order, to the mean over its samples. A part may also be the total of a group of chunks, if all
 * groups but the last have the same power of two of them: such groups are nodes of the tree.
 */
export function meansOver(
  chunks: readonly SizedChunk[],
): (sum: Sum, parts: readonly Float64Array[]) => Float64Array {
  const counts = {
    all: samplesIn(chunks),
    blocks: samplesIn(chunks.filter((each) => isSummed("blocks", each))),
  };
  return (sum, parts) => {
    const tree = treeSum();
    for (const part of parts) tree.add(part);
    const samples = sum === "blocks" ? counts.blocks : counts.all;
    return tree.total().map((value) => value / samples);
  };
}

const samplesIn = (chunks: readonly Pick<SizedChunk, "inputs">[]): number =>
  chunks.reduce((count, { inputs }) => count + inputs.shape[0], 0);

/** Q is the first number; ∇Q follows. */
export const toGradient = (mean: Float64Array): Gradient => ({
  divergence: mean[0],
  gradient: mean.slice(1),
});
