import { compensations } from "@espalier/compensation/internal";
import { strategies } from "@espalier/scores";
import type { PassOf, ScoringStrategy } from "@espalier/scores";
import { chunkwiseStrategyOf } from "../stream.ts";

/** The passes that a worker finds by the name of a strategy, or of the scores that a compensation uses. */
export const passesOf = (who: string, name: string): readonly PassOf[] =>
  compensations.find(({ scores }) => scores?.name === name)?.scores?.passes ??
  chunkwiseStrategyOf(who, name).passes;

/** Whether a worker finds the passes of this strategy. */
export const isKnown = (strategy: ScoringStrategy): boolean =>
  strategies.includes(strategy) || compensations.some(({ scores }) => scores === strategy);
