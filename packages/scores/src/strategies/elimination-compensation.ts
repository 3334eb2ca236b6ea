import { statisticsPass } from "../method/passes.ts";
import { layerScores } from "../method/score.ts";
import { scoresWithTies } from "../method/tied-scores.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import type { PassResult } from "../streaming/pass.ts";
import type { ChunkwiseStrategy } from "./strategy.ts";

/**
 * The proposed method: each weight with the best compensation by its neuron's bias, to first order; see `scoreLayer`. It needs no targets.
 *
 * @see arXiv:2602.20467v1 (5) and (7)
 */
export const eliminationCompensation: ChunkwiseStrategy = {
  kind: "score",
  name: "elimination-compensation",
  predictsChange: true, // to first order
  readsEnergies: true,
  squares: "outputs",
  scoresTied: true,
  passes: [statisticsPass],
  scores: ({ who, network: { layers } }, { total: statistics }: PassResult<LayerStatistics[]>) =>
    scoresWithTies(layers, statistics, ({ weight }, k) =>
      layerScores(`${who}: layer ${k}`, weight, statistics[k]),
    ),
};
