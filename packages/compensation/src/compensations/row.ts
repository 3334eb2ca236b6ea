import type { PassResult, ChunkwiseStrategy } from "@espalier/scores";
import { keptColumns, keptRowStatisticsPass, partBytes, scoresByRow } from "@espalier/scores/internal";
import type { RowStatistics } from "@espalier/scores/internal";
import { zeros } from "@espalier/tensor";
import type { Compensation } from "./compensation.ts";

/** Scores that rank nothing: they say how a row changes when some of its weights are removed. */
const rowMoves: ChunkwiseStrategy = {
  kind: "score",
  name: "row compensation",
  readsEnergies: true,
  squares: "outputs",
  scoresTied: true,
  passes: [keptRowStatisticsPass],
  bytes: partBytes,
  scores(input, { total }: PassResult<RowStatistics[]>) {
    const { who, network } = input;
    return scoresByRow(who, network.layers, total, ({ weight }) => zeros(weight.shape), keptColumns(input));
  },
};

/**
 * The kept weights of a row and its bias compensate for the removed ones: Optimal Brain Surgeon, neuron by neuron.
 *
 * @see Hassibi & Stork 1993, "Second order derivatives for network pruning: Optimal Brain Surgeon"
 */
export const row: Compensation = { name: "row", scores: rowMoves, moves: [] };
