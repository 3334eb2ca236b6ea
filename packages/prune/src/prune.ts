import { matchAxes, permutation, ShapeError, takeRows, tensor, ValueError } from "@espalier/tensor";
import type { Nested, Random, Tensor } from "@espalier/tensor";
import { checkSamples } from "./loss.ts";
import type { LossName } from "./loss.ts";
import { checkFinite, checkTensor } from "./check.ts";
import { checkNetwork, weightCount } from "./network.ts";
import type { Network } from "./network.ts";
import { checkRatio, cheapest } from "./rank.ts";
import type { Mask } from "./rank.ts";
import { remove } from "./remove.ts";
import { checkInputs } from "./samples.ts";
import type { LayerScores } from "./score.ts";
import { strategyOf } from "./strategies/index.ts";
import type { Calibration, Strategy } from "./strategies/strategy.ts";
import { finish } from "./work.ts";
import type { Work } from "./work.ts";

export interface PruneOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
  /** A name, or a strategy of your own; `elimination-compensation` unless told otherwise. */
  readonly strategy?: string | Strategy | undefined;
  /** What the network should say of the inputs; nobody looks at it but a strategy that needs it. */
  readonly targets?: Tensor | undefined;
  readonly loss?: LossName | undefined;
  /** For the strategy `random`, and for drawing `samples`. */
  readonly random?: Random | undefined;
  /** Look at this many of the inputs only, drawn without replacement. */
  readonly samples?: number | undefined;
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
  options: Omit<PruneOptions, "ratio">,
): Work<LayerScores[]> {
  const strategy = strategyOf("prune", options.strategy ?? "elimination-compensation");
  checkNetwork("prune", network);
  const all = isTensor(inputs) ? inputs : tensor(inputs);
  checkInputs("prune", network, all);
  if (strategy.kind === "retrain")
    throw new ValueError(
      "prune",
      "a strategy that scores weights",
      `${strategy.name}, which trains from scratch`,
    );
  const { loss, random } = options;
  const targets = strategy.needsTargets === true ? options.targets : undefined;
  if (targets && loss) checkSamples("prune", network, { inputs: all, targets }, loss);
  return yield* strategy.score(network, { loss, random, ...draw(all, targets, options) });
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
  for (const [k, { importance, compensation }] of scores.entries()) {
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
  }
}

/** The inputs and targets that a strategy gets to see. */
function draw(
  inputs: Tensor,
  targets: Tensor | undefined,
  { samples, random }: Pick<PruneOptions, "samples" | "random">,
): Pick<Calibration, "inputs" | "targets"> {
  const [N] = inputs.shape;
  if (samples === undefined) return { inputs, targets };
  if (!Number.isInteger(samples) || samples < 1 || samples > N)
    throw new ValueError("prune", `samples to be a whole number from 1 to ${N}`, String(samples));
  if (random === undefined) throw new ValueError("prune", "a random stream to draw samples with", "none");
  const chosen = permutation(N, random).subarray(0, samples);
  return { inputs: takeRows(inputs, chosen), targets: targets && takeRows(targets, chosen) };
}

const isTensor = (value: Tensor | Nested): value is Tensor =>
  typeof value === "object" && !Array.isArray(value);
