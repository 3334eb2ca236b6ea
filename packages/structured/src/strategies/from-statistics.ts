import type { Layer, Network, Work } from "@espalier/network";
import { reduceInMemory } from "@espalier/scores/internal";
import { unitMeansPass, unitSumsPass } from "../units/unit-statistics.ts";
import type { UnitStatistics, Wanted } from "../units/unit-statistics.ts";
import type { UnitCalibration, UnitStrategy } from "../units/unit-strategy.ts";

/** The statistics of the inputs of some layers, in two passes over the samples. */
export function* unitStatistics(
  network: Network,
  { who, inputs, layers, metric }: Pick<UnitCalibration, "who" | "inputs" | "layers" | "metric">,
  wanted: Wanted = {},
): Work<UnitStatistics[]> {
  const passes = [unitMeansPass(layers), unitSumsPass(layers, wanted)];
  const { total } = yield* reduceInMemory(passes, { who, network, metric }, { inputs });
  return total as UnitStatistics[]; // of the last pass
}

/** A strategy whose importances are a function of these statistics. */
export const fromStatistics = (
  about: Pick<UnitStrategy, "name" | "compensation">,
  wanted: Wanted,
  importance: (statistics: UnitStatistics, layer: Layer) => Float64Array,
): UnitStrategy => ({
  kind: "units",
  ...about,
  *score(network, calibration) {
    const statistics = yield* unitStatistics(network, calibration, wanted);
    return calibration.layers.map((k, at) => importance(statistics[at], network.layers[k]));
  },
});
