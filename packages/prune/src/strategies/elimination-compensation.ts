import { inPasses } from "../passes.ts";
import type { Gathered, Passes } from "../passes.ts";
import { scoreLayer } from "../score.ts";
import { statisticsOf, mergeStatistics, noStatistics } from "../statistics.ts";
import type { LayerStatistics } from "../statistics.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** One pass, which merges the statistics of the chunks. */
const passes: Passes = {
  steps: [
    ({ network }) => ({
      costs: [1],
      open:
        ({ inputs }) =>
        () =>
          statisticsOf(network, inputs),
      start: noStatistics(network),
      add: mergeStatistics,
    }),
  ],
  finish: ({ network }, { total }: Gathered<LayerStatistics[]>) =>
    network.layers.map(({ weight }, k) =>
      scoreLayer(weight, total[k], `elimination-compensation: layer ${k}`),
    ),
};

/** The proposed method: each weight with the best move of its neighbouring bias, to first order. Needs no targets. */
export const eliminationCompensation: ScoringStrategy = {
  kind: "score",
  name: "elimination-compensation",
  predictsChange: true, // to first order
  passes,
  score: inPasses(passes),
};
