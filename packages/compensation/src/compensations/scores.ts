import type { LayerScores } from "@espalier/scores";
import { zeros } from "@espalier/tensor";
import type { Compensation } from "./compensation.ts";

/**
 * The ranking of some scores with the compensation of others; without others, nothing compensates. An importance is of a removal with
 * the compensation of its own strategy, so it predicts no change with another one.
 */
export const withMoves = (
  ranking: readonly LayerScores[],
  moves: readonly LayerScores[] | undefined,
): LayerScores[] =>
  ranking.map(({ importance, exponent }, k) => ({
    importance,
    ...(exponent !== undefined && { exponent }),
    compensation: moves?.[k].compensation ?? zeros(importance.shape),
    predictsChange: false,
    rows: moves?.[k].rows,
  }));

/** Whether the scores of a strategy already have a compensation. */
export const hasMovesOf = (strategy: { readonly name: string }, { scores }: Compensation): boolean =>
  scores?.name === strategy.name;
