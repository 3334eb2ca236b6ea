import { chunks } from "../samples.ts";
import { scoreLayer } from "../score.ts";
import { batchStatistics, mergeStatistics, noStatistics } from "../statistics.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** The proposed method: each weight with the best move of its neighbouring bias, to first order. Needs no targets. */
export const eliminationCompensation: ScoringStrategy = {
  kind: "score",
  name: "elimination-compensation",
  *score(network, { inputs }) {
    const [total] = inputs.shape;
    let statistics = noStatistics(network);
    for (const [X] of chunks(inputs)) {
      statistics = mergeStatistics(statistics, batchStatistics(network, X));
      yield { stage: "scores", done: statistics[0].samples, total };
    }
    return network.layers.map(({ weight }, k) =>
      scoreLayer(weight, statistics[k], `elimination-compensation: layer ${k}`),
    );
  },
};
