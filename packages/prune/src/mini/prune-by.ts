import type { Compensation } from "@espalier/compensation";
import { finish } from "@espalier/network";
import type { Mask, Network, Work } from "@espalier/network";
import { checkOptions, show } from "@espalier/network/internal";
import type { Granularity, LayerScores, Pruned, Strategy } from "@espalier/scores";
import {
  byWeight,
  checkRatio,
  checkStrategy,
  cutChecked,
  eliminationCompensation,
  scoringOnly,
} from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { compensatedScoring } from "../search/calibration.ts";
import type { SampleOptions } from "../search/calibration.ts";
import { inSteps, isOneStep } from "../search/in-steps.ts";
import { checkProbes } from "../search/probes.ts";
import { checkSums } from "../search/sums.ts";
import { checkGranularity } from "./granularity.ts";

/** Options of `pruneBy`, with values in place of names. */
export interface PruneByOptions extends SampleOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
  /** What ranks the weights; `eliminationCompensation` by default. */
  readonly strategy?: Strategy | undefined;
  /** What compensates for a removed weight, `none`, `bias` or `row`; by default the choice of the strategy. */
  readonly compensation?: Compensation | undefined;
  /** The pattern of weights that go together, `nOfM(2, 4)` or `blocks(4, 4)`; by default, single weights. */
  readonly granularity?: Granularity | undefined;
  /** The number of steps, each with new scores; 1 by default. */
  readonly steps?: number | undefined;
}

/**
 * Removes the weights that a trained network can spare.
 *
 *     const { network: smaller } = pruneBy(network, inputs, { ratio: 0.8, strategy: wanda });
 *
 * @param inputs calibration samples [n, d_0], a tensor or rows of numbers; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs, the ratio or an option is not valid
 * @see arXiv:2602.20467v1
 */
export const pruneBy = (network: Network, inputs: Tensor | Nested, options: PruneByOptions): Pruned =>
  finish(pruningFor("pruneBy", network, inputs, options));

/** {@link pruneBy} as work that yields progress and can be stopped. @throws as {@link pruneBy} */
export const pruningBy = (network: Network, inputs: Tensor | Nested, options: PruneByOptions): Work<Pruned> =>
  pruningFor("pruningBy", network, inputs, options);

function* pruningFor(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: PruneByOptions,
): Work<Pruned> {
  checkOptions(who, options, "{ ratio: 0.8 }");
  const { ratio, steps, granularity = byWeight, compensation } = options;
  checkRatio(who, ratio);
  const given = checkStrategy(who, options.strategy ?? eliminationCompensation, STRATEGY);
  const strategy = scoringOnly(who, given);
  if (compensation !== undefined && !isFormula(compensation))
    throw new ValueError(who, "a compensation as a value, among none, bias, row", nameOf(compensation));
  checkGranularity(who, granularity);
  checkProbes(who, options.probes, [strategy, compensation?.scores], [eliminationCompensation]);
  checkSums(who, options.sums, [strategy, compensation?.scores], [eliminationCompensation]);
  const scoresOf = (left: Network, masks?: readonly Mask[]): Work<LayerScores[]> =>
    compensatedScoring(who, strategy, compensation, left, inputs, options, masks);
  const cut = (left: Network, scores: readonly LayerScores[], part: number): Pruned =>
    cutChecked(who, left, scores, part, granularity);
  if (isOneStep(who, granularity, steps) || steps === undefined)
    return cut(network, yield* scoresOf(network), ratio);
  return yield* inSteps(network, ratio, steps, scoresOf, cut);
}

const STRATEGY = "a strategy as a value, such as magnitude; names are for @espalier/prune";

/** Whether a formula gives it, without a solver. */
const isFormula = ({ moves }: Compensation): boolean => Array.isArray(moves) && moves.length === 0;

const nameOf = (compensation: Compensation): string =>
  typeof compensation === "object" ? show(compensation.name) : show(compensation);
