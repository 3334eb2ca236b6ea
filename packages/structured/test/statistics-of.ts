import type { Network, Work } from "@espalier/network";
import { reduceInMemory } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import { unitStatisticsPasses } from "../src/strategies/from-statistics.ts";
import type { UnitStatistics, Wanted } from "../src/units/unit-statistics.ts";

/** The statistics of the inputs of some layers, from samples in memory. */
export function* unitStatistics(
  network: Network,
  {
    who,
    inputs,
    layers,
  }: { readonly who: string; readonly inputs: Tensor; readonly layers: readonly number[] },
  wanted: Wanted = {},
): Work<UnitStatistics[]> {
  const { total } = yield* reduceInMemory(unitStatisticsPasses(layers, wanted), { who, network }, { inputs });
  return total as UnitStatistics[]; // of the last pass
}
