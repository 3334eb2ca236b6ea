import { show } from "@espalier/network/internal";
import { ValueError } from "@espalier/tensor";
import type { ScoringStrategy, Strategy } from "./strategy.ts";

/**
 * A strategy from a caller. The types promise that it is one; a caller in JavaScript does not.
 *
 * @throws ValueError when it is none
 */
export function checkStrategy(
  who: string,
  strategy: Strategy,
  expected: string = "the name of a strategy, or a strategy { kind, name, score }",
): Strategy {
  const { kind, name, score, passes, scores, sizes } = Object(strategy) as Readonly<Record<string, unknown>>;
  const isScoring = typeof score === "function" || (Array.isArray(passes) && typeof scores === "function");
  const isWhole = kind === "retrain" ? typeof sizes === "function" : kind === "score" && isScoring;
  if (typeof name !== "string" || !isWhole) throw new ValueError(who, expected, show(strategy));
  return strategy;
}

/** @throws ValueError when a strategy trains another network in place of scoring weights */
export function scoringOnly(who: string, strategy: Strategy): ScoringStrategy {
  if (strategy.kind === "retrain")
    throw new ValueError(
      who,
      "a strategy that scores weights",
      `${strategy.name}, which trains from scratch`,
    );
  return strategy;
}
