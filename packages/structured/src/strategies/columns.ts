import { metricOf } from "@espalier/network/internal";
import type { LayerScores, ScoringStrategy } from "@espalier/scores";
import { checkScores, scoresInScales } from "@espalier/scores/internal";
import type { UnitCompensationName } from "../compensation/compensation.ts";
import { inChunks } from "../units/unit-strategy.ts";
import type { UnitScores, UnitStrategy } from "../units/unit-strategy.ts";

/** What a strategy for weights does about a removal, in terms of units; nothing for all others. */
const own: Readonly<Record<string, UnitCompensationName>> = {
  "elimination-compensation": "bias",
  nonlinear: "mean",
  "mean-replacement": "mean",
  flap: "mean",
  obs: "affine",
};

/**
 * A strategy for weights as one for units: the importance of a unit is the sum of those of its weights, S_j = Σ_i I_ij, down its column in the
 * layer that reads it. For the proposed importances this sum bounds the remaining change neither from above nor from below: readers can
 * cancel each other, or add up.
 */
export function byColumns(strategy: ScoringStrategy): UnitStrategy {
  const { name, needsTargets } = strategy;
  const about = { name, needsTargets, compensation: own[name] ?? "none" };
  const sums = (scores: readonly LayerScores[], layers: readonly number[]): UnitScores =>
    layers.map((k) => columnSums(scores[k]));
  if (strategy.passes !== undefined)
    return inChunks(about, {
      passes: () => strategy.passes,
      isScaled: strategy.squares !== undefined,
      scores({ metric, ...rest }, layers, result) {
        const input = { ...rest, metric: metricOf(rest.who, metric) };
        const { scales } = result;
        const isScaled = scales !== undefined && strategy.squares !== undefined;
        const scores = isScaled
          ? scoresInScales(strategy, input, result, scales)
          : strategy.scores(input, result);
        checkScores(rest.who, rest.network, scores, "finite");
        return sums(scores, layers);
      },
    });
  return {
    kind: "units",
    ...about,
    *score(network, { who, layers, inputs, targets, loss, random }) {
      const scores = yield* strategy.score(network, { who, inputs, targets, loss, random });
      checkScores(who, network, scores);
      return sums(scores, layers);
    },
  };
}

/** Σ_i I_ij of each column. */
export function columnSums({ importance: { shape, data } }: LayerScores): Float64Array {
  const [, J] = shape;
  const sums = new Float64Array(J);
  for (let ij = 0; ij < data.length; ij++) sums[ij % J] += data[ij];
  return sums;
}
