import type { Tensor } from "@espalier/tensor";
import { mergeInto, noMoments } from "../method/moments.ts";
import type { Moments } from "../method/moments.ts";
import { layerInputs } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { inPasses } from "../streaming/passes.ts";
import type { Gathered, Pass, Passes } from "../streaming/passes.ts";
import { finiteScores } from "../method/score.ts";
import type { LayerScores } from "../method/score.ts";
import { addStatistics, noStatistics, plainMoments, statisticsOf } from "../method/statistics.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** From a layer's weight and what is known of its samples to its scores; `who` is for errors. */
type ScoreLayer<S> = (weight: Tensor, statistics: S, who: string) => LayerScores;

/**
 * A pass for the moments of what each layer receives, every sample felt alike: as those of one neuron. It goes forward only.
 *
 * @param cost of a sample, against the passes of the same strategy
 */
export const inputMoments = (network: Network, cost: number): Pass<Moments[], Moments[]> => ({
  costs: [cost],
  open:
    ({ inputs }) =>
    () =>
      layerInputs(network, inputs).map(plainMoments),
  start: network.layers.map(({ weight }) => noMoments(1, weight.shape[1])),
  add: (before, part) => before.map((moments, k) => mergeInto(moments, moments, part[k])),
});

/** A pass for the statistics of each layer: forward, and back once for each output. */
export const feltStatistics = (network: Network): Pass<LayerStatistics[], LayerStatistics[]> => ({
  costs: [1],
  open:
    ({ inputs }) =>
    () =>
      statisticsOf(network, inputs),
  start: noStatistics(network),
  add: addStatistics,
});

/** A strategy that knows the inputs of the layers, and nothing of what comes after them. */
export const fromInputs = (name: string, score: ScoreLayer<Moments>): ScoringStrategy =>
  inOnePass(name, (network) => inputMoments(network, 1), score);

/** A strategy that also knows how strongly the outputs feel each neuron. */
export const fromStatistics = (name: string, score: ScoreLayer<LayerStatistics>): ScoringStrategy =>
  inOnePass(name, feltStatistics, score);

/**
 * One pass, which leaves something of each layer, that its scores come from.
 *
 * @param bytes see `Passes`
 */
export function inOnePass<S>(
  name: string,
  passOf: (network: Network) => Pass<S[], S[]>,
  score: ScoreLayer<S>,
  bytes?: (network: Network) => number,
): ScoringStrategy {
  const passes: Passes = {
    bytes,
    steps: [({ network }) => passOf(network)],
    finish: ({ network }, { total }: Gathered<S[]>) =>
      network.layers.map(({ weight }, k) => {
        const who = `${name}: layer ${k}`;
        return finiteScores(who, score(weight, total[k], who));
      }),
  };
  return { kind: "score", name, passes, score: inPasses(passes) };
}
