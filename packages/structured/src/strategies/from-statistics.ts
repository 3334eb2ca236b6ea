import type { Layer } from "@espalier/network";
import type { PassOf } from "@espalier/scores";
import { unitMeansPass } from "../units/unit-means.ts";
import { checkSums, unitSumsPass } from "../units/unit-statistics.ts";
import type { UnitStatistics, Wanted } from "../units/unit-statistics.ts";
import { inChunks } from "../units/unit-strategy.ts";
import type { UnitStrategy } from "../units/unit-strategy.ts";

/** The statistics of the inputs of some layers, in two passes over the samples. */
export const unitStatisticsPasses = (layers: readonly number[], wanted: Wanted = {}): readonly PassOf[] => [
  unitMeansPass(layers),
  unitSumsPass(layers, wanted),
];

/** A strategy whose importances are a function of these statistics. */
export const fromStatistics = (
  about: Pick<UnitStrategy, "name" | "compensation">,
  wanted: Wanted,
  importance: (statistics: UnitStatistics, layer: Layer) => Float64Array,
): UnitStrategy =>
  inChunks(about, {
    passes: (layers) => unitStatisticsPasses(layers, wanted),
    scores({ who, network }, layers, { total }) {
      const statistics = total as readonly UnitStatistics[]; // of the last pass
      checkSums(who, layers, statistics);
      return layers.map((k, at) => importance(statistics[at], network.layers[k]));
    },
  });
