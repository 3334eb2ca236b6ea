import type { Pass, PassOf, PassResult } from "@espalier/scores";
import { batchSensitivities } from "@espalier/scores/internal";
import { matmulTN, ValueError, zeros } from "@espalier/tensor";
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

/**
 * The sums over the samples on which scores and compensations of units depend, around a = E_Q[x]: x̃ = x − a. They are of one layer,
 * whose inputs j are the units and whose signals i read them.
 */
export interface UnitStatistics extends UnitMoments {
  /** N */
  readonly samples: number;
  /** Σ Q_j x̃_j², [j] */
  readonly scatter: Float64Array;
  /** Σ G_i, [i] */
  readonly signalEnergy: Float64Array;
  /** Σ G_i x̃_j, [i, j] */
  readonly signalFirst: Float64Array;
  /** H = Σ_m g_m g_mᵀ, [i, i] */
  readonly coupling: Float64Array;
  /** c̃ = Σ_m h_mj g_m x̃_j, [j, i] */
  readonly pull: Float64Array;
  /** Σ_m h_mj h_ml x̃_j x̃_l, [j, l]; only on demand */
  readonly joint?: Float64Array | undefined;
  /** Σ (x_j − E[x_j])(x_l − E[x_l]), [j, l]; only on demand */
  readonly covariance?: Float64Array | undefined;
}

/**
 * @param layers of which the statistics are
 * @throws ValueError when the squares of a unit are out of range
 */
export function checkSums(
  who: string,
  layers: readonly number[],
  statistics: readonly UnitStatistics[],
): void {
  for (const [at, { mean, scatter, covariance }] of statistics.entries()) {
    const J = mean.length;
    const isFinite = (j: number): boolean =>
      Number.isFinite(mean[j]) &&
      Number.isFinite(scatter[j]) &&
      Number.isFinite(covariance?.[j * J + j] ?? 0);
    const odd = scatter.findIndex((_, j) => !isFinite(j));
    if (odd >= 0)
      throw new ValueError(
        who,
        "values whose squares, and those of their effect, are numbers",
        `larger ones of input ${odd} of layer ${layers[at]}`,
      );
  }
}

/** Which of the larger sums are needed. */
export interface Wanted {
  readonly joint?: boolean | undefined;
  readonly covariance?: boolean | undefined;
}

interface Mean {
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

/** The second pass: the sums around E_Q[x]. */
export const unitSumsPass =
  (layers: readonly number[], wanted: Wanted): PassOf =>
  ({ network, metric }, { total }: PassResult): Pass<UnitStatistics[], UnitStatistics[]> => {
    const moments = (total as readonly Mean[]).map(momentsOf); // of the pass above
    return {
      costs: [1],
      map: (chunk) => () => {
        const batch = batchSensitivities(network, chunk.inputs);
        // A part shares no memory with another.
        const sums = layers.map((k, at) => noSums(network.layers[k].weight, copied(moments[at]), wanted));
        for (const [at, k] of layers.entries()) addUnits(sums[at], batch.inputs[k]);
        for (const all of batch.each(layers, metric))
          for (const [at, { bySignal, byInput }] of all.entries())
            addOutput(sums[at], batch.inputs[layers[at]], bySignal, byInput);
        const [samples] = chunk.inputs.shape;
        return sums.map((layer) => ({ ...layer, samples }));
      },
      initial: () => layers.map((k, at) => noSums(network.layers[k].weight, moments[at], wanted)),
      reduce: addAll,
      merge: addAll,
    };
  };

const momentsOf = ({ energy, weighted, mean }: Mean): UnitMoments => ({
  energy,
  mean,
  center: weighted.map((each, j) => (energy[j] > 0 ? each : mean[j])),
});

const copied = ({ energy, center, mean }: UnitMoments): UnitMoments => ({
  energy: energy.slice(),
  center: center.slice(),
  mean: mean.slice(),
});

const noSums = ({ shape: [I, J] }: Tensor, moments: UnitMoments, wanted: Wanted): UnitStatistics => ({
  ...moments,
  samples: 0,
  scatter: new Float64Array(J),
  signalEnergy: new Float64Array(I),
  signalFirst: new Float64Array(I * J),
  coupling: new Float64Array(I * I),
  pull: new Float64Array(J * I),
  joint: wanted.joint === true ? new Float64Array(J * J) : undefined,
  covariance: wanted.covariance === true ? new Float64Array(J * J) : undefined,
});

/** The sums that do not depend on the outputs. */
function addUnits({ mean, covariance }: UnitStatistics, X: Tensor): void {
  if (covariance === undefined) return;
  const Z = shifted(X, mean);
  addTo(covariance, matmulTN(Z, Z).data);
}

/** The share of one output. */
function addOutput(sums: UnitStatistics, X: Tensor, g: Tensor, h: Tensor): void {
  const [N, I] = g.shape;
  const [, J] = X.shape;
  const around = shifted(X, sums.center);
  const moved = zeros([N, J]);
  const squares = zeros([N, I]);
  for (let nj = 0; nj < N * J; nj++) {
    moved.data[nj] = h.data[nj] * around.data[nj];
    sums.scatter[nj % J] += moved.data[nj] ** 2;
  }
  for (let ni = 0; ni < N * I; ni++) {
    squares.data[ni] = g.data[ni] ** 2;
    sums.signalEnergy[ni % I] += squares.data[ni];
  }
  addTo(sums.signalFirst, matmulTN(squares, around).data);
  addTo(sums.coupling, matmulTN(g, g).data);
  addTo(sums.pull, matmulTN(moved, g).data);
  if (sums.joint !== undefined) addTo(sums.joint, matmulTN(moved, moved).data);
}

const addAll = (sums: readonly UnitStatistics[], part: readonly UnitStatistics[]): UnitStatistics[] =>
  sums.map((layer, at) => added(layer, part[at]));

/** Two sets of samples together, around the same means. */
function added(a: UnitStatistics, b: UnitStatistics): UnitStatistics {
  for (const name of ["scatter", "signalEnergy", "signalFirst", "coupling", "pull"] as const)
    addTo(a[name], b[name]);
  if (a.joint && b.joint) addTo(a.joint, b.joint);
  if (a.covariance && b.covariance) addTo(a.covariance, b.covariance);
  return { ...a, samples: a.samples + b.samples };
}

function shifted({ shape, data }: Tensor, by: Float64Array): Tensor {
  const [, J] = shape;
  return { shape, data: Float64Array.from(data, (x, nj) => x - by[nj % J]) };
}

function addSquares(total: Float64Array, values: ArrayLike<number>): void {
  for (let at = 0; at < total.length; at++) total[at] += values[at] * values[at];
}

function addTo(total: Float64Array, part: ArrayLike<number>): void {
  for (let at = 0; at < total.length; at++) total[at] += part[at];
}
