import type { Pass, PassOf, PassResult } from "@espalier/scores";
import { batchSensitivities } from "@espalier/scores/internal";
import { matmulTN, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { momentsOf } from "./unit-means.ts";
import type { Mean, UnitMoments } from "./unit-means.ts";

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

function addTo(total: Float64Array, part: ArrayLike<number>): void {
  for (let at = 0; at < total.length; at++) total[at] += part[at];
}
