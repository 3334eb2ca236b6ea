import { copyIn, dtypeOf, kernels, seededRandom, zerosIn } from "@espalier/tensor";
import { mapParameters, parametersOf } from "../../network/network.ts";
import type { Batch, Gradient, Problem } from "./ask.ts";
import { chunkSums } from "./chunk-sums.ts";
import type { Chunk, ChunkSums } from "./chunk-sums.ts";
import { coordinatesOf, gather, scatter } from "./coordinates.ts";
import { treeSum } from "./tree-sum.ts";

/** A batch of samples in memory, on which the questions about Q are answered. */
export interface LocalBatch extends Batch {
  readonly gradient: (at: Float64Array) => Gradient;
  readonly product: (direction: Float64Array) => Float64Array;
  readonly diagonal: () => Float64Array;
  readonly divergence: (at: Float64Array) => number;
  /** Gives back the memory that the kernels work in. */
  readonly release: () => void;
}

/** So many chunks are enough for an estimate of the diagonal. */
const CHUNKS_OF_DIAGONAL = 2;

/**
 * Sums over chunks, added in a fixed tree, and divided by the number of samples.
 *
 * @param problem with the relevant part of a network, see `relevantOf`
 * @param chunks at least one, of the inputs that this part reads
 */
export function localBatch({ network, masks, moves, metric }: Problem, chunks: readonly Chunk[]): LocalBatch {
  const arena = kernels().arena();
  const own = mapParameters(network, (parameter) => copyIn(arena, parameter));
  const parameters = parametersOf(own);
  const coordinates = coordinatesOf(own, masks, moves);
  const tangents = parameters.map((each) => zerosIn(arena, each.shape, dtypeOf(each)));
  const place = { network: own, tangents, coordinates, metric, arena };
  const sums = chunks.map(({ inputs, reference }) =>
    chunkSums(place, { inputs: copyIn(arena, inputs), reference: copyIn(arena, reference) }),
  );
  const N = chunks.reduce((count, { inputs }) => count + inputs.shape[0], 0);
  const meanOf = (look: (chunk: ChunkSums) => Float64Array, from = sums, samples = N): Float64Array => {
    const sum = treeSum();
    for (const each of from) sum.add(look(each));
    return sum.total().map((value) => value / samples);
  };
  const move = (at: Float64Array): void => scatter(at, coordinates.entries, parameters);
  return {
    start: gather(coordinates, parameters),
    samples: N,
    networkAt(at) {
      move(at);
      return mapParameters(own, ({ shape, data }) => ({ shape, data: data.slice() }));
    },
    gradient(at) {
      move(at);
      const mean = meanOf((chunk) => chunk.gradient());
      return { divergence: mean[0], gradient: mean.slice(1) };
    },
    product(direction) {
      scatter(direction, coordinates.entries, tangents);
      return meanOf((chunk) => chunk.product());
    },
    diagonal() {
      const random = seededRandom(1); // of signs; the same at each call, so that a step can be repeated
      const some = sums.slice(0, CHUNKS_OF_DIAGONAL);
      const samples = chunks.slice(0, some.length).reduce((count, { inputs }) => count + inputs.shape[0], 0);
      return meanOf((chunk) => chunk.diagonal(random), some, samples);
    },
    divergence(at) {
      move(at);
      return meanOf((chunk) => chunk.divergence())[0];
    },
    release: () => arena.release(),
  };
}
