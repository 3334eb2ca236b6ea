import { zeros } from "@espalier/tensor";
import type { LayerScores } from "../method/score.ts";
import type { Compensation } from "./compensation.ts";

/** The ranking of some scores with the moves of others; without others, nothing moves. */
export const withMoves = (
  ranking: readonly LayerScores[],
  moves: readonly LayerScores[] | undefined,
): LayerScores[] =>
  ranking.map(({ importance }, k) => ({
    importance,
    compensation: moves?.[k].compensation ?? zeros(importance.shape),
    rows: moves?.[k].rows,
  }));

/** Whether the scores of a strategy have the moves of a compensation already. */
export const hasMovesOf = (strategy: { readonly name: string }, { scores }: Compensation): boolean =>
  scores?.name === strategy.name;
