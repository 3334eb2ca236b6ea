import { compensationOf } from "@espalier/compensation/internal";
import { finish } from "@espalier/network";
import type { Mask, Network, Work } from "@espalier/network";
import { checkOptions } from "@espalier/network/internal";
import type { Pruned, LayerScores } from "@espalier/scores";
import { granularityOf, cutChecked, checkRatio } from "@espalier/scores/internal";
import type { Nested, Tensor } from "@espalier/tensor";
import { inSteps, isOneStep } from "./search/in-steps.ts";
import { moved } from "./search/options.ts";
import type { SolveOptions } from "./search/options.ts";
import { pruningAndSolving } from "./search/solving.ts";
import { scoringFor } from "./search/scoring.ts";
import { isOfUnits } from "./structured/options.ts";
import type { PrunedUnits, PruneUnitsOptions } from "./structured/options.ts";
import { pruningUnitsFor } from "./structured/prune-units.ts";

/** Options of `prune`: those of the scores and of the compensation, and a ratio. */
export interface PruneOptions extends SolveOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
}

/**
 * Removes the weights that a trained network can spare, or whole neurons or inputs.
 *
 *     const { network: smaller } = prune(network, inputs, { ratio: 0.8 });
 *     const { network: tiny } = prune(network, inputs, { ratio: 0.95, compensation: "network" });
 *     const { network: narrow } = prune(network, inputs, { granularity: "neuron", count: 16 });
 *
 * @param inputs calibration samples [n, d_0], a tensor or rows of numbers; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs, the ratio or an option is not valid
 * @see arXiv:2602.20467v1
 */
export function prune(network: Network, inputs: Tensor | Nested, options: PruneOptions): Pruned;
export function prune(network: Network, inputs: Tensor | Nested, options: PruneUnitsOptions): PrunedUnits;
export function prune(
  network: Network,
  inputs: Tensor | Nested,
  options: PruneOptions | PruneUnitsOptions,
): Pruned | PrunedUnits {
  if (isOfUnits(options)) return finish(pruningUnitsFor("prune", network, inputs, options));
  return finish(pruningFor("prune", network, inputs, options));
}

/** {@link prune} as work that yields progress and can be stopped. @throws as {@link prune} */
export function pruning(network: Network, inputs: Tensor | Nested, options: PruneOptions): Work<Pruned>;
export function pruning(
  network: Network,
  inputs: Tensor | Nested,
  options: PruneUnitsOptions,
): Work<PrunedUnits>;
export function pruning(
  network: Network,
  inputs: Tensor | Nested,
  options: PruneOptions | PruneUnitsOptions,
): Work<Pruned> | Work<PrunedUnits> {
  if (isOfUnits(options)) return pruningUnitsFor("pruning", network, inputs, options);
  return pruningFor("pruning", network, inputs, options);
}

/** {@link pruning} of weights, with the function that errors name. */
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
  const scoresOf = (left: Network, masks?: readonly Mask[]): Work<LayerScores[]> =>
    scoringFor(who, left, inputs, options, masks);
  const granularity = granularityOf(who, options.granularity);
  const cut = (left: Network, scores: readonly LayerScores[], part: number): Pruned =>
    cutChecked(who, left, scores, part, granularity);
  if (isOneStep(who, granularity, steps) || steps === undefined)
    return cut(network, yield* scoresOf(network), ratio);
  return yield* inSteps(network, ratio, steps, scoresOf, cut);
}
