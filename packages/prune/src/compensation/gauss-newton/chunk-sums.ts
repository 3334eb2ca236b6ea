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
import { dtypeOf, kernels, zerosIn } from "@espalier/tensor";
import type { Arena, Random, Tensor } from "@espalier/tensor";
import { metrics } from "../../method/metric.ts";
import type { Metric } from "../../method/metric.ts";
import { forward, mapParameters, parametersOf } from "../../network/network.ts";
import type { Network } from "../../network/network.ts";
import { addTo, scatter } from "./coordinates.ts";
import type { Coordinates } from "./coordinates.ts";

/** The parameters and tangents that the chunks of a batch share, in memory that each call overwrites. */
export interface Place {
  readonly network: Network;
  /** A tangent for each parameter, in the order of `parametersOf`. */
  readonly tangents: readonly Tensor[];
  readonly coordinates: Coordinates;
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
  /** Σ of an estimate of diag(Jᵀ F J), see {@link squaresOf}. */
  readonly diagonal: () => Float64Array;
  /** Σ D, in a vector of one number. */
  readonly divergence: () => Float64Array;
}

/**
 * The sums of a chunk, all from one tape: a forward sweep carries a tangent v to the outputs, where it becomes ẏ = J v; a reverse
 * sweep carries F ẏ back as Jᵀ F J v. The recorded computation is replayed with other numbers, without allocating memory.
 *
 * @param random for the signs of the estimate of the diagonal
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
    diagonal() {
      metric.randomFactor(y, random, cotangent);
      ({ apply } = createWorkspace());
      return squaresOf(place, output, cotangent);
    },
    divergence() {
      if (tried === undefined) tried = forward(network, inputs, trials.apply);
      else trials.replay();
      return Float64Array.of(metric.divergence(tried, reference));
    },
  };
}

/**
 * Σ_n (Jᵀ u)² for a u with E[u uᵀ] = F drawn for each sample: on average the diagonal of Σ_n Jᵀ F J.
 *
 * By weight and bias it is Σ_n ū_ni² x_nj² and Σ_n ū_ni², from one reverse sweep, as a sample's Jacobian has rank one. A slope gets
 * the sum over the biases of its neurons, and a tied matrix the sum over its uses: a diagonal that only scales the search need not be exact.
 *
 * @see Martens, Sutskever & Swersky 2012, "Estimating the Hessian by back-propagating curvature"
 */
function squaresOf({ network, coordinates }: Place, output: Variable, cotangent: Tensor): Float64Array {
  const lines = affineLines(output);
  const swept = reverseSweep(output, cotangent, lines);
  const byWeight: Float64Array[] = [];
  const squares = network.layers.flatMap(({ activation, tied }, k) => {
    const line = lines[k];
    const X = affineInput(line);
    const sensitivity = swept[k];
    const [N, J] = X.shape;
    const I = network.layers[k].bias.data.length;
    const energy = new Float64Array(N * I);
    if (sensitivity !== undefined) kernels().addSquares(energy, primal(sensitivity).data);
    const [first, second] = [new Float64Array(I * J), new Float64Array(I * J)];
    kernels().weightedSums({ N, I, J, X: X.data, shift: new Float64Array(J), G: energy, first, second });
    const bias = new Float64Array(I);
    kernels().columnSums({ X: energy, sums: bias });
    if (tied !== undefined) for (let ij = 0; ij < I * J; ij++) byWeight[tied][ij] += second[ij];
    byWeight.push(second);
    const own: Tensor[] = [
      ...(tied === undefined ? [{ shape: [I, J], data: second }] : []),
      { shape: [I], data: bias },
    ];
    if (activation.kind !== "prelu") return own;
    const slopes = activation.slope.data.length;
    const all = slopes === 1 ? Float64Array.of(bias.reduce((sum, each) => sum + each, 0)) : bias;
    return [...own, { shape: [slopes], data: all }];
  });
  const vector = new Float64Array(coordinates.size);
  addTo(vector, coordinates.entries, squares);
  return vector;
}

/** Sets the parameters, or the tangents, of a place. */
export const put = (vector: Float64Array, { entries }: Coordinates, into: readonly Tensor[]): void =>
  scatter(vector, entries, into);
