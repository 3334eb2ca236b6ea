import type { Pass, PassOf } from "@espalier/scores";
import { batchSensitivities } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";

/** How strongly the outputs depend on each unit, and where the unit is when they do. */
export interface UnitMoments {
  /** Σ_n Q_nj, with Q_j = Σ_m h_mj², [j] */
  readonly energy: Float64Array;
  /** E_Q[x_j] = E[Q_j x_j] / E[Q_j], [j]; the mean of x_j where the energy is 0 */
  readonly center: Float64Array;
  /** E[x_j], [j] */
  readonly mean: Float64Array;
}

/** What the first pass sums of a layer: Σ Q_j, E_Q[x_j] and E[x_j], each [j]. */
export interface Mean {
  readonly energy: Float64Array;
  readonly weighted: Float64Array;
  readonly mean: Float64Array;
  readonly samples: number;
}

/** The first of two passes: the means of the units, which the sums of the second are taken around. */
export const unitMeansPass =
  (layers: readonly number[]): PassOf =>
  ({ network, metric }): Pass<Mean[], Mean[]> => ({
    costs: [1],
    map: (chunk) => () => {
      const batch = batchSensitivities(network, chunk.inputs);
      const energies = layers.map((k) => new Float64Array(batch.inputs[k].data.length));
      for (const all of batch.each(layers, metric))
        for (const [at, { byInput }] of all.entries()) addSquares(energies[at], byInput.data);
      return layers.map((k, at) => meanOf(batch.inputs[k], energies[at]));
    },
    initial: () =>
      layers.map((k) => {
        const [, J] = network.layers[k].weight.shape;
        const none = (): Float64Array => new Float64Array(J);
        return { energy: none(), weighted: none(), mean: none(), samples: 0 };
      }),
    reduce: mergeAll,
    merge: mergeAll,
  });

const mergeAll = (total: readonly Mean[], part: readonly Mean[]): Mean[] =>
  total.map((layer, at) => merge(layer, part[at]));

/** Means around the first sample, so that the mean of a constant is that constant. */
function meanOf({ data: X, shape: [N, J] }: Tensor, Q: Float64Array): Mean {
  const energy = new Float64Array(J);
  const [first, weightedFirst] = [new Float64Array(J), new Float64Array(J)];
  for (let n = 0; n < N; n++)
    for (let j = 0; j < J; j++) {
      const [q, x] = [Q[n * J + j], X[n * J + j] - X[j]];
      energy[j] += q;
      first[j] += x;
      weightedFirst[j] += q * x;
    }
  return {
    energy,
    weighted: weightedFirst.map((sum, j) => (energy[j] > 0 ? X[j] + sum / energy[j] : 0)),
    mean: first.map((sum, j) => X[j] + sum / N),
    samples: N,
  };
}

/** A side without energy has no weighted mean. Equal means stay what they are. */
function merge(a: Mean, b: Mean): Mean {
  if (a.samples === 0) return b;
  if (b.samples === 0) return a;
  const samples = a.samples + b.samples;
  const energy = a.energy.map((each, j) => each + b.energy[j]);
  return {
    energy,
    weighted: a.weighted.map((each, j) => {
      if (a.energy[j] === 0) return b.weighted[j];
      return b.energy[j] === 0 ? each : each + (b.weighted[j] - each) * (b.energy[j] / energy[j]);
    }),
    mean: a.mean.map((each, j) => each + (b.mean[j] - each) * (b.samples / samples)),
    samples,
  };
}

/** The moments of the units of a layer. */
export const momentsOf = ({ energy, weighted, mean }: Mean): UnitMoments => ({
  energy,
  mean,
  center: weighted.map((each, j) => (energy[j] > 0 ? each : mean[j])),
});

function addSquares(total: Float64Array, values: ArrayLike<number>): void {
  for (let at = 0; at < total.length; at++) total[at] += values[at] * values[at];
}
