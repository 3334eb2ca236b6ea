import {
  affineInput,
  affineLines,
  createTape,
  createWorkspace,
  forwardSweep,
  primal,
  reverseSweep,
  source,
} from "@espalier/autodiff";
import type { Apply, Seed, Variable } from "@espalier/autodiff";
import { metrics, forward, mapParameters, parametersOf } from "@espalier/network";
import type { Metric, Network } from "@espalier/network";
import { dtypeOf, kernels, zerosIn } from "@espalier/tensor";
import type { Arena, Random, Tensor } from "@espalier/tensor";
import { entriesIn } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { addTo, scatter } from "./coordinates.ts";
import type { Coordinates } from "./coordinates.ts";

/** The parameters and tangents that the chunks of a batch share, in memory that each call overwrites. */
export interface Place {
  readonly network: Network;
  /** A tangent for each parameter, in the order of `parametersOf`. */
  readonly tangents: readonly Tensor[];
  readonly coordinates: Coordinates;
  readonly blocks: readonly Block[];
  readonly metric: Metric["name"];
  readonly arena: Arena;
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
 */
export function chunkSums(place: Place, { inputs, reference }: Chunk, random: Random): ChunkSums {
  const { network, tangents, coordinates, arena } = place;
  const metric = metrics[place.metric];
  const [forwards, pushes, pulls, trials] = Array.from({ length: 4 }, () => createWorkspace(arena));
  let { apply } = forwards;
  const follow = ((op, operands) => apply(op, operands)) as Apply; // of the same overloads
  const tape = createTape(1, follow);
  const followed = mapParameters(network, (parameter) => source(tape, parameter));
  const output = forward(followed, inputs) as Variable; // the parameters are on the tape, so the outputs are
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
      forwards.replay();
      curvature = undefined;
      metric.slope(y, reference, cotangent);
      const vector = new Float64Array(1 + coordinates.size);
      vector[0] = metric.divergence(y, reference);
      pullInto(vector, 1);
      return vector;
    },
    product() {
      if (change !== undefined) pushes.replay();
      else {
        ({ apply } = pushes);
        const tangent = forwardSweep(output, moving);
        if (tangent === undefined) throw new Error("the outputs do not depend on what moves");
        change = primal(tangent);
      }
      curvature ??= metric.curvature(y);
      curvature(change, cotangent);
      const vector = new Float64Array(coordinates.size);
      pullInto(vector, 0);
      return vector;
    },
    blocks() {
      metric.randomFactor(y, random, cotangent);
      ({ apply } = createWorkspace());
      return blockSums(place, output, cotangent);
    },
    divergence() {
      if (tried === undefined) tried = forward(network, inputs, trials.apply);
      else trials.replay();
      return Float64Array.of(metric.divergence(tried, reference));
    },
  };
}

/**
 * Σ_n (Jᵀ u)(Jᵀ u)ᵀ within the blocks, for a u with E[u uᵀ] = F drawn for each sample: on average those of Σ_n Jᵀ F J.
 *
 * Within a neuron it is Σ_n ū_ni² (x, 1)(x, 1)ᵀ, from one reverse sweep, as a sample's Jacobian has rank one. A slope gets the sum over the
 * biases of its neurons, and a tied matrix the sum over its uses: what only scales the search need not be exact.
 *
 * @see Martens, Sutskever & Swersky 2012, "Estimating the Hessian by back-propagating curvature"
 */
function blockSums(
  { network: { layers }, blocks }: Place,
  output: Variable,
  cotangent: Tensor,
): Float64Array {
  const lines = affineLines(output);
  const swept = reverseSweep(output, cotangent, lines);
  const vector = new Float64Array(entriesIn(blocks));
  let from = 0;
  for (const block of blocks) {
    const entries = vector.subarray(from, (from += block.at.length ** 2));
    for (const [layer, { tied }] of layers.entries()) {
      const sensitivity = swept[layer];
      if (sensitivity === undefined || (layer !== block.layer && tied !== block.layer)) continue;
      const X = affineInput(lines[layer]);
      addBlock(entries, block, X, primal(sensitivity), layer === block.layer);
    }
  }
  return vector;
}

/** Adds Σ_n ū_ni² (x, 1)(x, 1)ᵀ of a neuron; without the 1 for a layer whose matrix is that of the block, but not its bias. */
function addBlock(entries: Float64Array, block: Block, X: Tensor, U: Tensor, hasBias: boolean): void {
  const { row, columns, at } = block;
  if (row === undefined) {
    for (const u of U.data) entries[0] += u * u;
    return;
  }
  const [[N, I], [, J]] = [U.shape, X.shape];
  const n = at.length;
  const Z = new Float64Array(N * n);
  for (let sample = 0; sample < N; sample++) {
    const u = U.data[sample * I + row];
    for (let c = 0; c < columns.length; c++) Z[sample * n + c] = u * X.data[sample * J + columns[c]];
    if (hasBias && columns.length < n) Z[sample * n + n - 1] = u;
  }
  const own = new Float64Array(n * n);
  kernels().gemm({ M: n, N: n, K: N, A: Z, aRow: 1, aColumn: n, B: Z, bRow: n, bColumn: 1, C: own });
  for (let each = 0; each < own.length; each++) entries[each] += own[each];
}

/** Sets the parameters, or the tangents, of a place. */
export const put = (vector: Float64Array, { entries }: Coordinates, into: readonly Tensor[]): void =>
  scatter(vector, entries, into);
