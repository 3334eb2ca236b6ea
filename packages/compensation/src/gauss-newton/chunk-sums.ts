import { createTape, createWorkspace, forwardSweep, primal, reverseSweep, source } from "@espalier/autodiff";
import type { Apply, Seed, Variable } from "@espalier/autodiff";
import { forward, mapParameters, parametersOf } from "@espalier/network";
import type { Metric, Network } from "@espalier/network";
import { metricIn } from "@espalier/network/internal";
import { copyIn, dtypeOf, zerosIn } from "@espalier/tensor";
import type { Arena, Random, Tensor } from "@espalier/tensor";
import { blockSums } from "./block-sums.ts";
import type { Block } from "./blocks.ts";
import { addTo } from "./coordinates.ts";
import type { Coordinates } from "./coordinates.ts";

/** The parameters and tangents that the chunks of a batch share, in memory that each call overwrites. */
export interface Place {
  readonly network: Network;
  /** A number that is another one whenever the parameters have changed. */
  readonly version: () => number;
  /** A tangent for each parameter, in the order of `parametersOf`. */
  readonly tangents: readonly Tensor[];
  readonly coordinates: Coordinates;
  readonly blocks: readonly Block[];
  readonly metric: Metric["name"];
  readonly arena: Arena;
  readonly shared: SharedMemory;
}

/** Memory that all chunks share, as each call is over before that of the next chunk. */
export interface SharedMemory {
  readonly tangents: () => Pick<Arena, "allocate">;
  readonly cotangents: () => Pick<Arena, "allocate">;
  /** Of the values at other points … */
  readonly trials: () => Pick<Arena, "allocate">;
  /** … and of the inputs and values of chunks that do not keep them. */
  readonly values: () => Pick<Arena, "allocate">;
}

/** Samples x [n, j], and the outputs of the dense network for them, y⁰ [n, m]. */
export interface Chunk {
  readonly inputs: Tensor;
  readonly reference: Tensor;
}

/** Sums over the samples of a chunk; each is a vector of the coordinates. */
export interface ChunkSums {
  /** Σ D, followed by Σ Jᵀ ∂D/∂y: the sums of Q and ∇Q. It records the computation for the sums below. */
  readonly gradient: () => Float64Array;
  /** Σ Jᵀ F J v. */
  readonly product: () => Float64Array;
  /** Σ of an estimate of Jᵀ F J within the blocks, see {@link blockSums}. */
  readonly blocks: () => Float64Array;
  /** Σ D, in a vector of one number. */
  readonly divergence: () => Float64Array;
}

/**
 * The sums of a chunk, all from one tape: a forward sweep carries a tangent v to the outputs, where it becomes ẏ = J v; a reverse
 * sweep carries F ẏ back as Jᵀ F J v. The recorded computation is replayed with other numbers, without allocating memory.
 *
 * @param random for the signs of the estimate of the blocks
 * @param keeps whether inputs and values stay in the arena; if not, each sum copies the inputs and computes the values once more
 */
export function chunkSums(place: Place, chunk: Chunk, random: Random, keeps: boolean): ChunkSums {
  const { network, tangents, coordinates, arena, shared } = place;
  const metric = metricIn(network, place.metric);
  const memory = keeps ? arena : shared.values();
  const inputs = zerosIn(memory, chunk.inputs.shape, dtypeOf(chunk.inputs));
  inputs.data.set(chunk.inputs.data);
  const reference = copyIn(arena, chunk.reference);
  const forwards = createWorkspace(memory);
  const pushes = createWorkspace(shared.tangents());
  const pulls = createWorkspace(shared.cotangents());
  const trials = createWorkspace(shared.trials());
  let { apply } = forwards;
  const follow = ((op, operands) => apply(op, operands)) as Apply; // of the same overloads
  const tape = createTape(1, follow);
  const followed = mapParameters(network, (parameter) => source(tape, parameter));
  const output = forward(followed, inputs) as Variable; // the parameters are on the tape, so the outputs are
  let recorded = place.version();
  /** Makes the recorded values those of this chunk, at the current parameters. */
  const recall = (): void => {
    if (!keeps) inputs.data.set(chunk.inputs.data);
    if (!keeps || recorded !== place.version()) forwards.replay();
    recorded = place.version();
  };
  const y = primal(output);
  const cotangent = zerosIn(arena, y.shape, dtypeOf(y));
  const moving: Seed[] = [];
  for (const [at, variable] of parametersOf(followed).entries())
    if (coordinates.entries[at].length > 0) moving.push({ variable, tangent: tangents[at] });
  const own = coordinates.entries.filter(({ length }) => length > 0);

  let pulled: readonly (Tensor | undefined)[] | undefined;
  /** Adds Jᵀ ȳ to a vector, from a given entry on. */
  const pullInto = (vector: Float64Array, from: number): void => {
    if (pulled !== undefined) pulls.replay();
    else {
      ({ apply } = pulls);
      const sources = moving.map(({ variable }) => variable);
      pulled = reverseSweep(output, cotangent, sources).map((gradient) => gradient && primal(gradient));
    }
    addTo(vector.subarray(from), own, pulled);
  };

  let change: Tensor | undefined;
  let curvature: ReturnType<Metric["curvature"]> | undefined;
  let tried: Tensor | undefined;
  return {
    gradient() {
      recall();
      curvature = undefined;
      metric.slope(y, reference, cotangent);
      const vector = new Float64Array(1 + coordinates.size);
      vector[0] = metric.divergence(y, reference);
      pullInto(vector, 1);
      return vector;
    },
    product() {
      if (!keeps) recall();
      if (change !== undefined) pushes.replay();
      else {
        ({ apply } = pushes);
        const tangent = forwardSweep(output, moving);
        if (tangent === undefined) return new Float64Array(coordinates.size); // the outputs do not depend on what moves
        change = primal(tangent);
      }
      curvature ??= metric.curvature(y);
      curvature(change, cotangent);
      const vector = new Float64Array(coordinates.size);
      pullInto(vector, 0);
      return vector;
    },
    blocks() {
      if (!keeps) recall();
      metric.randomFactor(y, random, cotangent);
      ({ apply } = createWorkspace());
      return blockSums(network, place.blocks, output, cotangent);
    },
    divergence() {
      if (!keeps) inputs.data.set(chunk.inputs.data);
      if (tried === undefined) tried = forward(network, inputs, trials.apply);
      else trials.replay();
      return Float64Array.of(metric.divergence(tried, reference));
    },
  };
}
