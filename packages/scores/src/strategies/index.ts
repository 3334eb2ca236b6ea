import { show } from "@espalier/network/internal";
import { ValueError } from "@espalier/tensor";
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

/** The types promise that it is one; a caller in JavaScript does not. */
function checkStrategy(who: string, strategy: Strategy): Strategy {
  const { kind, name, score, passes, scores, sizes } = Object(strategy) as Readonly<Record<string, unknown>>;
  const isScoring = typeof score === "function" || (Array.isArray(passes) && typeof scores === "function");
  const isWhole = kind === "retrain" ? typeof sizes === "function" : kind === "score" && isScoring;
  if (typeof name !== "string" || !isWhole)
    throw new ValueError(who, "the name of a strategy, or a strategy { kind, name, score }", show(strategy));
  return strategy;
}

/** {@link strategyOf}, of those that score weights; the proposed one by default. */
export function scoringStrategyOf(
  who: string,
  strategy: string | Strategy = eliminationCompensation,
): ScoringStrategy {
  const found = strategyOf(who, strategy);
  if (found.kind === "retrain")
    throw new ValueError(who, "a strategy that scores weights", `${found.name}, which trains from scratch`);
  return found;
}
