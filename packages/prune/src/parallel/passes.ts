import { compensations } from "@espalier/compensation/internal";
import { strategies } from "@espalier/scores";
import type { PassOf, ScoringStrategy } from "@espalier/scores";
import { unitPassesOf } from "@espalier/structured/internal";
import type { KnownPasses } from "@espalier/structured/internal";
import { chunkwiseStrategyOf } from "../stream.ts";

/** The passes that a worker finds by the name of a strategy, or of the scores that a compensation uses; and those for units. */
export const passesOf = (who: string, named: string | KnownPasses): readonly PassOf[] =>
  typeof named === "object"
    ? unitPassesOf(who, named)
    : (compensations.find(({ scores }) => scores?.name === named)?.scores?.passes ??
      chunkwiseStrategyOf(who, named).passes);

/** Whether a worker finds the passes of this strategy. */
export const isKnown = (strategy: ScoringStrategy): boolean =>
  strategies.includes(strategy) || compensations.some(({ scores }) => scores === strategy);
