import { zeros } from "@espalier/tensor";
import { layerScores } from "../../method/score.ts";
import type { PassResult } from "../../streaming/pass.ts";
import type { ChunkwiseStrategy } from "../../strategies/strategy.ts";
import type { Compensation } from "../compensation.ts";
import { dampedCurvature } from "./curvature.ts";
import { rowBytes, rowStatisticsPass } from "./row-statistics.ts";
import type { RowStatistics } from "./row-statistics.ts";

/** Scores that rank nothing: how a row moves when some of its weights go. */
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
 * What is kept of a row makes up for what is removed of it, together with its bias: Optimal Brain Surgeon, neuron by neuron.
 *
 * @see Hassibi & Stork 1993, "Second order derivatives for network pruning: Optimal Brain Surgeon"
 */
export const row: Compensation = { name: "row", scores: rowMoves, moves: [] };
