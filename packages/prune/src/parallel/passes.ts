import { compensations } from "../compensation/index.ts";
import { chunkwiseStrategyOf } from "../stream.ts";
import type { PassOf } from "../streaming/pass.ts";
import { strategies } from "../strategies/index.ts";
import type { ScoringStrategy } from "../strategies/strategy.ts";

/** The passes that a worker finds by the name of a strategy, or of the scores that a compensation uses. */
export const passesOf = (who: string, name: string): readonly PassOf[] =>
  compensations.find(({ scores }) => scores?.name === name)?.scores?.passes ??
  chunkwiseStrategyOf(who, name).passes;

/** Whether a worker finds the passes of this strategy. */
export const isKnown = (strategy: ScoringStrategy): boolean =>
  strategies.includes(strategy) || compensations.some(({ scores }) => scores === strategy);
