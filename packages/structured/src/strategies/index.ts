import { show } from "@espalier/network/internal";
import { strategyNames } from "@espalier/scores";
import type { Strategy } from "@espalier/scores";
import { scoringStrategyOf } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import { corp } from "./family/corp.ts";
import { inputPerturbation } from "./family/input-perturbation.ts";
import { iterativePruning } from "./family/iterative-pruning.ts";
import { layerwiseLeastSquares } from "./family/layerwise-least-squares.ts";
import { nisp } from "./family/nisp.ts";
import { noiseOut } from "./family/noiseout.ts";
import { sensitivityAnalysis } from "./family/sensitivity-analysis.ts";
import { skeletonization } from "./family/skeletonization.ts";
import { unitTaylor } from "./family/taylor.ts";
import { varianceBasedPruning } from "./family/variance-based-pruning.ts";
import { varianceNullity } from "./family/variance-nullity.ts";
import type { UnitStrategy } from "../units/unit-strategy.ts";
import { byColumns } from "./columns.ts";
import { unitAffine } from "./unit-affine.ts";
import { unitConstant } from "./unit-constant.ts";
import { unitCoupled } from "./unit-coupled.ts";
import { unitGreedy } from "./unit-greedy.ts";

/** Every strategy that scores whole units: ours first, then those of the field. A strategy for weights scores units by its column sums. */
export const unitStrategies: readonly UnitStrategy[] = [
  unitAffine,
  unitConstant,
  unitCoupled,
  unitGreedy,
  skeletonization,
  sensitivityAnalysis,
  varianceNullity,
  inputPerturbation,
  unitTaylor,
  nisp,
  noiseOut,
  layerwiseLeastSquares,
  iterativePruning,
  varianceBasedPruning,
  corp,
];

/** Their names. */
export const unitStrategyNames: readonly string[] = unitStrategies.map(({ name }) => name);

/**
 * A strategy for units by its name, or a strategy for weights by its column sums; a strategy that is handed in is taken as it is.
 *
 * @param granularity the units that it is to score, if that is known
 * @throws ValueError listing the names when the name is unknown, or naming what a strategy cannot score
 */
export function unitStrategyOf(
  who: string,
  strategy: string | UnitStrategy | Strategy = unitAffine,
  granularity?: "neuron" | "input",
): UnitStrategy {
  const found = typeof strategy === "string" ? byName(who, strategy) : ofValue(who, strategy);
  if (granularity !== undefined && found.only !== undefined && found.only !== granularity)
    throw new ValueError(
      who,
      `a strategy that scores ${granularity}s`,
      `${found.name}, which scores ${found.only}s`,
    );
  return found;
}

function byName(who: string, name: string): UnitStrategy {
  const own = unitStrategies.find((each) => each.name === name);
  if (own !== undefined) return own;
  if (strategyNames.includes(name)) return byColumns(scoringStrategyOf(who, name));
  const all = new Set([...unitStrategyNames, ...strategyNames]);
  throw new ValueError(who, `a strategy among ${[...all].join(", ")}`, name);
}

function ofValue(who: string, strategy: UnitStrategy | Strategy): UnitStrategy {
  if (Object(strategy).kind !== "units") return byColumns(scoringStrategyOf(who, strategy as Strategy));
  const { name, score } = strategy as Partial<UnitStrategy>;
  if (typeof name !== "string" || typeof score !== "function")
    throw new ValueError(who, "a strategy for units { kind, name, compensation, score }", show(strategy));
  return strategy as UnitStrategy;
}
