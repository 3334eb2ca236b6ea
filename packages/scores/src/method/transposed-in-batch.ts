import { affineInput, affineLines, createTape, primal, reverseSweep, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { forward } from "@espalier/network";
import type { MetricName, Network } from "@espalier/network";
import { factorsIn } from "@espalier/network/internal";
import { dtypeOf, matmulTN, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { directionsOf } from "./directions.ts";
import type { Probes } from "./directions.ts";
import { noMomentsOf } from "./tied.ts";
import type { Shared, TiedMoments } from "./tied.ts";

/**
 * The moments of each matrix [i, j] that is also used transposed, in a batch X [n, d_0], by the number of its first layer.
 *
 * At a use the weight (i, j) has the sensitivity g_ui and the input x_uj, or g_uj and x_ui where it is transposed. So each of these depends on i or
 * on j alone, and a sum over the samples of a product of them is a product of two matrices, Σ_n row_ni column_nj, for each output.
 */
export function transposedMoments(
  network: Network,
  shared: readonly Shared[],
  X: Tensor,
  metric: MetricName = "outputs",
  probes?: Probes,
): ReadonlyMap<number, TiedMoments> {
  const output = forward(network, source(createTape(), X)) as Variable; // as the batch is on a tape
  const lines = affineLines(output);
  const sums = shared.map((each) => ({
    ...each,
    ...begin(network, each, (use) => affineInput(lines[use])),
  }));
  const y = primal(output);
  const directions = directionsOf(y, factorsIn(network, metric), probes);
  for (let m = 0; m < directions.count; m++) {
    const f = zeros(y.shape, dtypeOf(y));
    directions.write(m, f);
    const g = reverseSweep(output, f, lines).map((each) => each && primal(each));
    for (const { uses, factors, moments } of sums)
      addDirection(
        moments,
        uses.map((use, u) => g[use] && { ...factors[u], sensitivity: g[use] }),
      );
  }
  return new Map(sums.map(({ k, moments }) => [k, moments]));
}

/** A use of the matrix: the deviations of its inputs x_u − c_u, and g_u for one output. */
interface Factors {
  readonly isTransposed: boolean;
  /** [n, j], or [n, i] of a transposed use */
  readonly away: Tensor;
}

function begin(
  { layers }: Network,
  { k, uses, transposed = [] }: Shared,
  inputOf: (use: number) => Tensor,
): { readonly moments: TiedMoments; readonly factors: readonly Factors[] } {
  const [I, J] = layers[k].weight.shape;
  const inputs = uses.map(inputOf);
  const [N] = inputs[0].shape;
  const moments = { ...noMomentsOf(I, J, uses.length, transposed), samples: N };
  const [, width] = moments.centre.shape;
  const factors = inputs.map(({ shape, data }, u): Factors => {
    const centre = moments.centre.data.subarray(u * width, (u + 1) * width);
    const [, own] = shape;
    for (let n = 0; n < N; n++) for (let j = 0; j < own; j++) centre[j] += data[n * own + j] / N;
    const away = Float64Array.from(data, (x, nj) => x - centre[nj % own]);
    return { isTransposed: transposed[u], away: { shape, data: away } };
  });
  return { moments, factors };
}

/** Adds what one output says of each pair of uses. */
function addDirection(
  { energy, pull, square }: TiedMoments,
  uses: readonly ((Factors & { readonly sensitivity: Tensor }) | undefined)[],
): void {
  const U = uses.length;
  for (const [u, a] of uses.entries())
    for (const [v, b] of uses.entries()) {
      if (a === undefined || b === undefined) continue;
      const [first, second] = [a, b].map(({ isTransposed, sensitivity, away }) => ({
        sensitivity: { isOfRow: !isTransposed, values: sensitivity },
        away: { isOfRow: isTransposed, values: away },
      }));
      const both = [first.sensitivity, second.sensitivity];
      addEach(energy.data, U * U, u * U + v, productOf(both, square.shape));
      addEach(pull.data, U, u, productOf([...both, second.away], square.shape));
      addEach(square.data, 1, 0, productOf([...both, first.away, second.away], square.shape));
    }
}

/** A factor that depends on i, [n, i], or on j, [n, j]. */
interface Factor {
  readonly isOfRow: boolean;
  readonly values: Tensor;
}

/** Σ_n of the product of some factors, [i, j]. */
function productOf(factors: readonly Factor[], [I, J]: readonly number[]): Tensor {
  const [N] = factors[0].values.shape;
  const part = (isOfRow: boolean, width: number): Tensor => {
    const product = new Float64Array(N * width).fill(1);
    for (const { values } of factors.filter((each) => each.isOfRow === isOfRow))
      for (let at = 0; at < product.length; at++) product[at] *= values.data[at];
    return { shape: [N, width], data: product };
  };
  return matmulTN(part(true, I), part(false, J));
}

/** Adds the entries of a matrix to every `step`-th number, from one on. */
function addEach(to: Tensor["data"], step: number, from: number, { data }: Tensor): void {
  for (let ij = 0; ij < data.length; ij++) to[ij * step + from] += data[ij];
}
