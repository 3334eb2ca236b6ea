import { ValueError } from "@espalier/tensor";
import { show } from "../../network/options.ts";
import { corp } from "../../strategies/family/corp.ts";
import { inputPerturbation } from "../../strategies/family/input-perturbation.ts";
import { iterativePruning } from "../../strategies/family/iterative-pruning.ts";
import { layerwiseLeastSquares } from "../../strategies/family/layerwise-least-squares.ts";
import { nisp } from "../../strategies/family/nisp.ts";
import { noiseOut } from "../../strategies/family/noiseout.ts";
import { sensitivityAnalysis } from "../../strategies/family/sensitivity-analysis.ts";
import { skeletonization } from "../../strategies/family/skeletonization.ts";
import { unitTaylor } from "../../strategies/family/taylor.ts";
import { varianceBasedPruning } from "../../strategies/family/variance-based-pruning.ts";
import { varianceNullity } from "../../strategies/family/variance-nullity.ts";
import { scoringStrategyOf, strategyNames } from "../../strategies/index.ts";
import type { Strategy } from "../../strategies/strategy.ts";
import type { UnitStrategy } from "../unit-strategy.ts";
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
 * @throws ValueError listing the names when the name is unknown, or naming what a strategy cannot score
 */
export function unitStrategyOf(
  who: string,
  strategy: string | UnitStrategy | Strategy = unitAffine,
  granularity: "neuron" | "input" = "neuron",
): UnitStrategy {
  const found = typeof strategy === "string" ? byName(who, strategy) : ofValue(who, strategy);
  if (found.only !== undefined && found.only !== granularity)
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
