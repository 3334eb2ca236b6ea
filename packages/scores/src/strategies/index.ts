import { ValueError } from "@espalier/tensor";
import { checkStrategy, scoringOnly } from "./check-strategy.ts";
import { eliminationCompensation } from "./elimination-compensation.ts";
import { localRelativeVariance } from "./family/local-relative-variance.ts";
import { obdRecursive } from "./family/obd-recursive.ts";
import { taylor } from "./family/taylor.ts";
import { flap } from "./flap.ts";
import { fullyConnected } from "./fully-connected.ts";
import { gradientMagnitude } from "./gradient-magnitude.ts";
import { magnitudeLayerwise, randomLayerwise } from "./layerwise.ts";
import { magnitude } from "./magnitude.ts";
import { meanReplacement } from "./mean-replacement.ts";
import { nonlinear } from "./nonlinear/nonlinear.ts";
import { obd } from "./obd.ts";
import { obs } from "./obs/obs.ts";
import { random } from "./random.ts";
import type { ScoringStrategy, Strategy } from "./strategy.ts";
import { wanda } from "./wanda.ts";

/** Every strategy: those that the paper compares, by its names, and then others of the field. */
export const strategies: readonly Strategy[] = [
  eliminationCompensation,
  nonlinear,
  magnitude,
  gradientMagnitude,
  random,
  fullyConnected,
  meanReplacement,
  flap,
  wanda,
  obd,
  obdRecursive,
  obs,
  taylor,
  localRelativeVariance,
  magnitudeLayerwise,
  randomLayerwise,
];

/** The names of all strategies. */
export const strategyNames: readonly string[] = strategies.map(({ name }) => name);

/**
 * A strategy by its name; a value that is already a strategy is returned.
 *
 * @throws ValueError listing the names when the name is unknown
 */
export function strategyOf(who: string, strategy: string | Strategy): Strategy {
  if (typeof strategy !== "string") return checkStrategy(who, strategy);
  const found = strategies.find(({ name }) => name === strategy);
  if (found === undefined)
    throw new ValueError(who, `a strategy among ${strategyNames.join(", ")}`, strategy);
  return found;
}

/** {@link strategyOf}, of those that score weights; the proposed one by default. */
export const scoringStrategyOf = (
  who: string,
  strategy: string | Strategy = eliminationCompensation,
): ScoringStrategy => scoringOnly(who, strategyOf(who, strategy));
