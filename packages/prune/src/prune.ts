import { checkFinite, checkTensor, matchAxes, ShapeError, showShape } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { weightCount } from "./network/network.ts";
import type { Network } from "./network/network.ts";
import { prepare } from "./prepare.ts";
import type { ScoreOptions } from "./prepare.ts";
import { cheapest, checkRatio } from "./method/rank.ts";
import type { Mask } from "./method/rank.ts";
import { remove } from "./method/remove.ts";
import type { LayerScores, RowCurvature } from "./method/score.ts";
import { finish } from "./streaming/progress.ts";
import type { Work } from "./streaming/progress.ts";

export interface PruneOptions extends ScoreOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
}

export interface Pruned {
  /** The pruned network; the one handed in is left as it was. */
  readonly network: Network;
  /** What stays, layer by layer. */
  readonly masks: readonly Mask[];
  /** What decided it, layer by layer. */
  readonly scores: readonly LayerScores[];
  /** N_W, and how many of them were removed: exactly round(ρ N_W). */
  readonly weights: number;
  readonly removed: number;
}

/**
 * Removes the weights that a trained network can spare.
 *
 *     const { network: smaller } = prune(network, inputs, { ratio: 0.8 });
 *
 * @param inputs calibration samples [n, d_0], a tensor or rows of numbers; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs, the ratio or the strategy are not what they should be
 * @see arXiv:2602.20467v1
 */
export const prune = (network: Network, inputs: Tensor | Nested, options: PruneOptions): Pruned =>
  finish(pruning(network, inputs, options));

/** {@link prune} as work that can be watched and stopped. */
export function* pruning(network: Network, inputs: Tensor | Nested, options: PruneOptions): Work<Pruned> {
  const { ratio } = options;
  checkRatio("prune", ratio);
  const scores = yield* scoring(network, inputs, options);
  return cut(network, scores, ratio);
}

/**
 * The scores of every weight: the part of pruning that looks at the samples, and that serves every ratio.
 *
 * @throws as {@link prune}; ValueError also for a strategy that has no scores
 */
export function* scoring(
  network: Network,
  inputs: Tensor | Nested,
  options: ScoreOptions,
): Work<LayerScores[]> {
  const { strategy, calibration } = prepare(network, inputs, options);
  return yield* strategy.score(network, calibration);
}

/**
 * Removes the weights of lowest importance, and moves the biases.
 *
 * @throws ShapeError when the scores are of another network
 * @throws ValueError when the ratio is not in [0, 1], an importance is NaN or a compensation not finite
 */
export function cut(network: Network, scores: readonly LayerScores[], ratio: number): Pruned {
  checkScores("cut", network, scores);
  const masks = cheapest(
    scores.map(({ importance }) => importance),
    ratio,
  );
  const weights = weightCount(network);
  const removed = masks.reduce((count, mask) => count + mask.reduce((n, kept) => n + 1 - kept, 0), 0);
  return { network: remove(network, masks, scores), masks, scores, weights, removed };
}

function checkScores(who: string, { layers }: Network, scores: readonly LayerScores[]): void {
  if (scores.length !== layers.length)
    throw new ShapeError(who, `scores of ${layers.length} layers`, String(scores.length));
  for (const [k, { importance, compensation, rows }] of scores.entries()) {
    const where = `${who}: layer ${k}`;
    checkTensor(where, "importance", importance);
    checkTensor(where, "compensation", compensation);
    const { weight } = layers[k];
    matchAxes(where, {
      weight: [weight, "IJ"],
      importance: [importance, "IJ"],
      compensation: [compensation, "IJ"],
    });
    checkFinite(where, "compensation", compensation);
    if (rows) checkRows(where, weight, rows);
  }
}

function checkRows(where: string, weight: Tensor, { curvature, mean }: RowCurvature): void {
  checkTensor(where, "curvature", curvature);
  checkTensor(where, "mean", mean);
  const { I, J } = matchAxes(where, { weight: [weight, "IJ"], mean: [mean, "IJ"] });
  if (curvature.shape.join() !== [I, J, J].join())
    throw new ShapeError(where, `curvature ${showShape([I, J, J])}`, showShape(curvature.shape));
  checkFinite(where, "curvature", curvature);
  checkFinite(where, "mean", mean);
}
