import type { Nested, Tensor } from "@espalier/tensor";
import { compensationOf } from "./compensation/index.ts";
import { cutChecked } from "./method/cut.ts";
import type { Pruned } from "./method/cut.ts";
import { checkRatio } from "./method/rank.ts";
import type { LayerScores } from "./method/score.ts";
import type { Network } from "./network/network.ts";
import { checkOptions } from "./network/options.ts";
import { checkSteps, inSteps } from "./search/in-steps.ts";
import { moved, pruningAndSolving } from "./search/solving.ts";
import type { SolveOptions } from "./search/solving.ts";
import { scoringFor } from "./strategies/scoring.ts";
import { finish } from "./streaming/progress.ts";
import type { Work } from "./streaming/progress.ts";

/** Options of `prune`: those of the scores and of the compensation, and a ratio. */
export interface PruneOptions extends SolveOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
}

/**
 * Removes the weights that a trained network can spare.
 *
 *     const { network: smaller } = prune(network, inputs, { ratio: 0.8 });
 *     const { network: tiny } = prune(network, inputs, { ratio: 0.95, compensation: "network" });
 *
 * @param inputs calibration samples [n, d_0], a tensor or rows of numbers; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs, the ratio or an option is not valid
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
  checkOptions(who, options, "{ ratio: 0.8 }");
  const { ratio, steps } = options;
  checkRatio(who, ratio);
  const moves = moved(who, compensationOf(who, options.compensation), options);
  if (moves.length > 0) return yield* pruningAndSolving(who, network, inputs, options, moves);
  const scoresOf = (left: Network): Work<LayerScores[]> => scoringFor(who, left, inputs, options);
  if (steps === undefined) return cutChecked(who, network, yield* scoresOf(network), ratio);
  checkSteps(who, steps);
  return yield* inSteps(who, network, ratio, steps, scoresOf);
}
