import { zeros } from "@espalier/tensor";
import { layerScores } from "../../method/score.ts";
import type { PassResult } from "../../streaming/pass.ts";
import type { ChunkwiseStrategy } from "../../strategies/strategy.ts";
import type { Compensation } from "../compensation.ts";
import { dampedCurvature } from "./curvature.ts";
import { rowBytes, rowStatisticsPass } from "./row-statistics.ts";
import type { RowStatistics } from "./row-statistics.ts";

/** Scores that rank nothing: they say how a row changes when some of its weights are removed. */
const rowMoves: ChunkwiseStrategy = {
  kind: "score",
  name: "row compensation",
  passes: [rowStatisticsPass],
  bytes: rowBytes,
  scores: ({ who, network: { layers } }, { total }: PassResult<RowStatistics[]>) =>
    layers.map(({ weight }, k) => ({
      importance: zeros(weight.shape),
      compensation: layerScores(`${who}: layer ${k}`, weight, total[k]).compensation,
      rows: dampedCurvature(total[k]),
    })),
};

/**
 * The kept weights of a row and its bias make up for the removed ones: Optimal Brain Surgeon, neuron by neuron.
 *
 * @see Hassibi & Stork 1993, "Second order derivatives for network pruning: Optimal Brain Surgeon"
 */
export const row: Compensation = { name: "row", scores: rowMoves, moves: [] };
