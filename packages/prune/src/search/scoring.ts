import type { CompensationName } from "@espalier/compensation";
import { compensationOf } from "@espalier/compensation/internal";
import type { Mask, Network, Work } from "@espalier/network";
import { checkLoss, checkOptions, metricOf } from "@espalier/network/internal";
import { strategies } from "@espalier/scores";
import type { LayerScores, Strategy } from "@espalier/scores";
import { scoringStrategyOf } from "@espalier/scores/internal";
import type { Nested, Tensor } from "@espalier/tensor";
import { compensatedScoring } from "./calibration.ts";
import type { SampleOptions } from "./calibration.ts";
import { checkProbes } from "./probes.ts";
import { checkSums } from "./sums.ts";

/** The options of scores, besides network and inputs. */
export interface ScoreOptions extends SampleOptions {
  /** A name, or a strategy of your own; `elimination-compensation` by default. */
  readonly strategy?: string | Strategy | undefined;
  /** What compensates for a removed weight; by default the choice of the strategy, which is `bias` for the proposed one. */
  readonly compensation?: CompensationName | undefined;
}

/**
 * The scores of every weight: the part of pruning that depends on the samples and serves every ratio.
 *
 * @throws as `prune`; ValueError also for a strategy that has no scores
 */
export function* scoring(
  network: Network,
  inputs: Tensor | Nested,
  options: ScoreOptions = {},
): Work<LayerScores[]> {
  return yield* scoringFor("scoring", network, inputs, options);
}

/** {@link scoring}, with the function that errors name, and after earlier stages with the masks of the weights that are left. */
export function* scoringFor(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: ScoreOptions,
  masks?: readonly Mask[],
): Work<LayerScores[]> {
  checkOptions(who, options, '{ strategy: "magnitude" }');
  checkLoss(who, options.loss);
  metricOf(who, options.metric);
  const strategy = scoringStrategyOf(who, options.strategy);
  const compensation = compensationOf(who, options.compensation);
  const { probes, sums } = options;
  const asked = [strategy, compensation?.scores];
  if (probes !== undefined) checkProbes(who, probes, asked, strategies);
  if (sums !== undefined) checkSums(who, sums, asked, strategies);
  return yield* compensatedScoring(who, strategy, compensation, network, inputs, options, masks);
}
