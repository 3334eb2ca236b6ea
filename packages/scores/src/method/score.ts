import type { Network } from "@espalier/network";
import { show } from "@espalier/network/internal";
import {
  checkFinite,
  checkTensor,
  firstNotFinite,
  matchAxes,
  sameShape,
  ShapeError,
  showShape,
  ValueError,
  zeros,
} from "@espalier/tensor";
import type { Data, Shape, Tensor } from "@espalier/tensor";
import type { LayerStatistics } from "./statistics.ts";

/** The cost of removing each weight, and what the bias of its neuron gains. */
export interface LayerScores {
  /** I [i, j], by which weights are ranked, lowest first. Its unit is the strategy's own. */
  readonly importance: Tensor;
  /** δ [i, j]; zero for a strategy that does not compensate. */
  readonly compensation: Tensor;
  /** False if an importance is no mean square change of the outputs, as with `magnitude`: it ranks weights, and predicts nothing. */
  readonly predictsChange?: false | undefined;
  /** Only where I itself may be out of range: `importance` is I · 2^exponent, with one even exponent for all layers. */
  readonly exponent?: number | undefined;
  /** Only if the kept weights of a row compensate as well, not only the bias. */
  readonly rows?: RowCurvature | undefined;
}

/**
 * The cost of changing the weights of a row i by z while its bias changes by the best amount, −z·μ_i: zᵀ H_i z, the mean square
 * change of the outputs to first order,
 *
 *     H_i = E[G_i (x − μ_i)(x − μ_i)ᵀ], perhaps damped        μ_i = E[G_i x] / E[G_i]
 *
 * If the outputs do not depend on row i, H_i is zero and the row is left unchanged.
 */
export interface RowCurvature {
  /** H [i, j, j], symmetric */
  readonly curvature: Tensor | CurvatureByRow;
  /** μ [i, j] */
  readonly mean: Tensor;
}

/** The curvature of rows that do not fit into the memory together: each is computed when it is asked for. */
export interface CurvatureByRow {
  /** [i, j, j] */
  readonly shape: Shape;
  /** H_i [j, j] */
  readonly row: (i: number) => Float64Array;
}

/** A copy of H_i [j, j]. */
export function curvatureOfRow({ curvature }: RowCurvature, i: number): Float64Array {
  if ("row" in curvature) return curvature.row(i);
  const [, J] = curvature.shape;
  const own = curvature.data.subarray(i * J * J, (i + 1) * J * J);
  return own instanceof Float64Array ? own.slice() : Float64Array.from(own);
}

/**
 * The scores of elimination-compensation pruning.
 *
 * Removing W_ij and adding δ to b_i changes the output of a sample, to first order (4), by
 * g_i (W_ij x_j − δ). The mean square, E[G_i (W_ij x_j − δ)²], is a parabola in δ, and lowest at
 *
 *   δ_ij = W_ij μ_ij                   the compensation (7)
 *   I_ij = W_ij² scatter_ij / N        the importance (5)
 *
 * with μ and scatter the moments of x_j under G_i. If the outputs do not depend on neuron i, any δ is as good, and
 * δ_ij is W_ij E[x_j], which keeps the mean of the signal.
 *
 * Scores are always f64.
 *
 * @param weight W [i, j]
 * @throws ShapeError when the statistics are of another layer
 * @throws ValueError when they are of no samples, or a score is NaN or infinite, naming the weight: the numbers are too
 * large even for f64
 * @see arXiv:2602.20467v1
 */
export function scoreLayer(weight: Tensor, statistics: LayerStatistics): LayerScores {
  checkTensor("scoreLayer", "weight", weight);
  if (typeof statistics !== "object" || statistics === null)
    throw new ValueError("scoreLayer", "statistics of a layer", show(statistics));
  const scores = layerScores("scoreLayer", weight, statistics);
  checkLayer("scoreLayer", weight, scores, "finite");
  return scores;
}

/** {@link scoreLayer} for a strategy, whose scores are checked once, at the end. */
export function layerScores(
  who: string,
  weight: Tensor,
  { samples: N, weighted, unweighted }: LayerStatistics,
): LayerScores {
  const { I, J } = matchAxes(who, { weight: [weight, "IJ"], mean: [weighted.mean, "IJ"] });
  if (N === 0) throw new ValueError(who, "statistics of at least one sample", "none");
  checkEnergy(who, weighted.totalEnergy);
  const W = weight.data;
  const importance = zeros([I, J]);
  const compensation = zeros([I, J]);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      const ij = i * J + j;
      const mu = weighted.totalEnergy.data[i] > 0 ? weighted.mean.data[ij] : unweighted.mean.data[j];
      compensation.data[ij] = W[ij] * mu;
      // In this order: scatter / N · W lies between scatter / N and I, and so is in range where they are; W² alone may not be.
      importance.data[ij] = W[ij] * (W[ij] * (weighted.scatter.data[ij] / N));
    }
  return { importance, compensation };
}

/** Dividing by an infinite total would give a mean that looks valid. */
function checkEnergy(who: string, { data }: Tensor): void {
  const at = data.findIndex((total) => !Number.isFinite(total));
  if (at >= 0)
    throw new ValueError(who, "a finite total energy of every neuron", `${data[at]} for row ${at} of weight`);
}

/** Which importances are allowed: with `ordered`, infinite ones too, since a user's strategy may protect weights. */
export type Importances = "finite" | "ordered";

/**
 * Checks the scores of a network. Each function that computes or receives scores calls this once.
 *
 * @throws ShapeError when they are of another network
 * @throws ValueError when an importance is NaN, or infinite where that is not allowed; or a compensation or a curvature is not
 * finite, naming the weight; or the layers have several exponents
 */
export function checkScores(
  who: string,
  { layers }: Network,
  scores: readonly LayerScores[],
  importances: Importances = "ordered",
): void {
  if (!Array.isArray(scores)) throw new ShapeError(who, `scores of ${layers.length} layers`, show(scores));
  if (scores.length !== layers.length)
    throw new ShapeError(who, `scores of ${layers.length} layers`, String(scores.length));
  for (const [k, layer] of scores.entries()) {
    const where = `${who}: layer ${k}`;
    checkLayer(where, layers[k].weight, layer, importances);
    const { exponent = 0 } = layer;
    if (exponent !== (scores[0].exponent ?? 0) || exponent % 2 !== 0)
      throw new ValueError(where, "one even exponent for all layers", show(exponent));
  }
}

function checkLayer(where: string, weight: Tensor, scores: LayerScores, importances: Importances): void {
  if (typeof scores !== "object" || scores === null)
    throw new ValueError(where, "scores { importance, compensation }", show(scores));
  const { importance, compensation, rows } = scores;
  checkTensor(where, "importance", importance);
  checkTensor(where, "compensation", compensation);
  const { I, J } = matchAxes(where, {
    weight: [weight, "IJ"],
    importance: [importance, "IJ"],
    compensation: [compensation, "IJ"],
  });
  if (importances === "finite") checkFiniteScores(where, scores);
  else {
    checkEntries(where, "importances that can be ordered", importance, firstNaN);
    checkEntries(where, COMPENSATION, compensation, firstNotFinite);
  }
  if (rows === undefined) return;
  const { curvature, mean } = rows;
  if (!("row" in curvature)) checkTensor(where, "curvature", curvature);
  checkTensor(where, "mean", mean);
  matchAxes(where, { weight: [weight, "IJ"], mean: [mean, "IJ"] });
  if (!sameShape(curvature.shape, [I, J, J]))
    throw new ShapeError(where, `curvature ${showShape([I, J, J])}`, showShape(curvature.shape));
  if (!("row" in curvature)) checkFinite(where, "curvature", curvature);
  checkFinite(where, "mean", mean);
}

const COMPENSATION = "a finite compensation of every weight";

/** Checks the numbers of scores of one layer. */
export function checkFiniteScores(where: string, { importance, compensation }: LayerScores): void {
  checkEntries(where, "a finite importance of every weight", importance, firstNotFinite);
  checkEntries(where, COMPENSATION, compensation, firstNotFinite);
}

function checkEntries(
  where: string,
  expected: string,
  { shape: [, J], data }: Tensor,
  firstWrong: (data: Data) => number,
): void {
  const at = firstWrong(data);
  if (at < 0) return;
  throw new ValueError(where, expected, `${data[at]} for weight [${Math.floor(at / J)}, ${at % J}]`);
}

function firstNaN(data: Data): number {
  for (let at = 0; at < data.length; at++) if (Number.isNaN(data[at])) return at;
  return -1;
}
