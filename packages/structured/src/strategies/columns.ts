import type { Network, Work } from "@espalier/network";
import { metricOf } from "@espalier/network/internal";
import type { LayerScores, ScoringStrategy } from "@espalier/scores";
import { checkScores, reduceInMemory } from "@espalier/scores/internal";
import type { UnitCompensationName } from "../compensation/compensation.ts";
import type { UnitCalibration, UnitStrategy } from "../units/unit-strategy.ts";

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
 * layer that reads it. For the proposed importances this sum bounds what is left neither from above nor from below: readers can
 * cancel each other, or add up.
 */
export const byColumns = (strategy: ScoringStrategy): UnitStrategy => ({
  kind: "units",
  name: strategy.name,
  needsTargets: strategy.needsTargets,
  compensation: own[strategy.name] ?? "none",
  *score(network, calibration) {
    const scores = yield* weightScores(strategy, network, calibration);
    return calibration.layers.map((k) => columnSums(scores[k]));
  },
});

function* weightScores(
  strategy: ScoringStrategy,
  network: Network,
  { metric, ...calibration }: UnitCalibration,
): Work<LayerScores[]> {
  const { who, loss } = calibration;
  if (strategy.passes === undefined) {
    const scores = yield* strategy.score(network, calibration);
    checkScores(who, network, scores);
    return scores;
  }
  const input = { who, network, loss, metric: metricOf(who, metric) };
  const scores = strategy.scores(input, yield* reduceInMemory(strategy.passes, input, calibration));
  checkScores(who, network, scores, "finite");
  return scores;
}

/** Σ_i I_ij of each column. */
export function columnSums({ importance: { shape, data } }: LayerScores): Float64Array {
  const [, J] = shape;
  const sums = new Float64Array(J);
  for (let ij = 0; ij < data.length; ij++) sums[ij % J] += data[ij];
  return sums;
}
