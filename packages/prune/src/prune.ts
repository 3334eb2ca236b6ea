import type { Nested, Tensor } from "@espalier/tensor";
import { cutChecked } from "./method/cut.ts";
import type { Pruned } from "./method/cut.ts";
import { checkRatio } from "./method/rank.ts";
import type { Network } from "./network/network.ts";
import { scoringFor } from "./strategies/scoring.ts";
import type { ScoreOptions } from "./strategies/scoring.ts";
import { finish } from "./streaming/progress.ts";
import type { Work } from "./streaming/progress.ts";

export interface PruneOptions extends ScoreOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
}

/**
 * Removes the weights that a trained network can spare.
 *
 *     const { network: smaller } = prune(network, inputs, { ratio: 0.8 });
 *
 * @param inputs calibration samples [n, d_0], a tensor or rows of numbers; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs, the ratio or the strategy is not valid
 * @see arXiv:2602.20467v1
 */
export const prune = (network: Network, inputs: Tensor | Nested, options: PruneOptions): Pruned =>
  finish(pruningFor("prune", network, inputs, options));

/** {@link prune} as work that yields progress and can be stopped. */
export const pruning = (network: Network, inputs: Tensor | Nested, options: PruneOptions): Work<Pruned> =>
  pruningFor("pruning", network, inputs, options);

/** {@link pruning}, with the function that errors name. */
export function* pruningFor(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: PruneOptions,
): Work<Pruned> {
  checkRatio(who, options.ratio);
  const scores = yield* scoringFor(who, network, inputs, options);
  return cutChecked(who, network, scores, options.ratio);
}
