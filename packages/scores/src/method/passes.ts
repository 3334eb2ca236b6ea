import { layerInputs } from "@espalier/network";
import { checkBatch } from "@espalier/network/internal";
import type { Pass, PassInput, PassOf, PassResult } from "../streaming/pass.ts";
import { probesFrom } from "./directions.ts";
import { mergeInto, noMoments } from "./moments.ts";
import type { Moments } from "./moments.ts";
import { scaled } from "./scales.ts";
import { addStatistics, noStatistics, statisticsOf, unweightedMoments } from "./statistics.ts";
import type { LayerStatistics } from "./statistics.ts";

/** A pass for the statistics of each layer: forward, and back once for each output or probe. */
export function statisticsPass({
  who,
  network,
  metric,
  probes,
  scales,
  sums,
}: PassInput): Pass<LayerStatistics[], LayerStatistics[]> {
  let used: LayerStatistics[] | undefined; // a part that was added: the next one takes its memory
  return {
    costs: [1],
    checksInputs: true,
    map:
      ({ inputs, first = 0 }) =>
      () => {
        const part = statisticsOf(network, inputs, {
          metric,
          probes: probesFrom(probes, first),
          scales,
          sums,
          used,
          check: (X) => checkBatch(who, network, X, first),
        });
        used = undefined;
        return part;
      },
    initial: () => noStatistics(network),
    start: (part) => part,
    reduce(total, part) {
      used = part;
      return addStatistics(total, part);
    },
    merge: addStatistics,
  };
}

/** A pass for the moments of the inputs of each layer, under equal weights. It needs no reverse sweep. */
export const inputMomentsPass = ({ network, scales }: PassInput): Pass<Moments[], Moments[]> => ({
  costs: [1],
  map:
    ({ inputs }) =>
    () =>
      layerInputs(network, inputs).map((X, k) => unweightedMoments(scaled(X, scales?.layers[k].input))),
  initial: () => network.layers.map(({ weight }) => noMoments(1, weight.shape[1])),
  reduce: addMoments,
  merge: addMoments,
});

/** The moments of two ranges of samples together, layer by layer. It writes to the first. */
export const addMoments = (total: Moments[], part: readonly Moments[]): Moments[] =>
  total.map((moments, k) => mergeInto(moments, moments, part[k]));

/**
 * The result of passes over the samples of some statistics, without the samples; undefined if the passes compute anything else. The moments
 * under equal weights are a part of the statistics.
 */
export function fromStatistics(
  passes: readonly PassOf[],
  statistics: readonly LayerStatistics[],
): PassResult | undefined {
  const samples = statistics[0]?.samples ?? 0;
  if (passes.length !== 1) return undefined;
  if (passes[0] === statisticsPass) return { samples, total: statistics };
  if (passes[0] !== inputMomentsPass) return undefined;
  return { samples, total: statistics.map(({ unweighted }) => unweighted) };
}
