import { forward } from "@espalier/network";
import type { Network } from "@espalier/network";
import { metricIn, outputsFor, metricOf } from "@espalier/network/internal";
import type { Pass, PassOf } from "@espalier/scores";
import { ValueError } from "@espalier/tensor";
import { unitStatisticsPasses } from "./from-statistics.ts";
import { unitStrategyOf } from "./index.ts";
import type { Wanted } from "../units/unit-statistics.ts";

/** Passes for units as plain data, by which another thread finds them. */
export type KnownPasses =
  | { readonly of: "scores"; readonly strategy: string | undefined; readonly layers: readonly number[] }
  | { readonly of: "statistics"; readonly wanted: Wanted; readonly layers: readonly number[] }
  | { readonly of: "divergence"; readonly dense: Network };

/**
 * The passes that some data name.
 *
 * @throws ValueError when a strategy needs all samples at once
 */
export function unitPassesOf(who: string, known: KnownPasses): readonly PassOf[] {
  if (known.of === "statistics") return unitStatisticsPasses(known.layers, known.wanted);
  if (known.of === "divergence") return [divergencePass(known.dense)];
  const { name, chunkwise } = unitStrategyOf(who, known.strategy);
  if (chunkwise === undefined)
    throw new ValueError(who, "a strategy for units that goes through samples in chunks", name);
  return chunkwise.passes(known.layers);
}

/** The divergence of the outputs from those of the dense network, summed over the samples. */
const divergencePass =
  (dense: Network): PassOf =>
  ({ who, network, metric }): Pass<number, number> => ({
    costs: [1],
    map:
      ({ inputs }) =>
      () =>
        metricIn(dense, metricOf(who, metric)).divergence(
          forward(network, inputs),
          outputsFor(dense, inputs),
        ),
    initial: () => 0,
    reduce: (total, part) => total + part,
    merge: (a, b) => a + b,
  });
