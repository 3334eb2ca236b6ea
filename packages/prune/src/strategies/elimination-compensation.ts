import { scoreLayer } from "../method/score.ts";
import { fromStatistics } from "./from-statistics.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** The proposed method: each weight with the best move of its neighbouring bias, to first order. Needs no targets. */
export const eliminationCompensation: ScoringStrategy = {
  ...fromStatistics("elimination-compensation", scoreLayer),
  predictsChange: true, // to first order
};
