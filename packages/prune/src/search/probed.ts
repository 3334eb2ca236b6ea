import { checkNetwork, outputWidth } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { checkInputShape, checkOptions, show } from "@espalier/network/internal";
import type { LayerScores } from "@espalier/scores";
import { removalCount } from "@espalier/scores";
import { inUnitOf } from "@espalier/scores/internal";
import { seededRandom, tensor, ValueError, zeros } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { draw, isTensor } from "./calibration.ts";
import { scoringFor } from "./scoring.ts";
import type { ScoreOptions } from "./scoring.ts";

/** Scores by random probes, and how much they depend on the probes. */
export interface ProbedScores {
  /** The mean of the groups, layer by layer. */
  readonly scores: LayerScores[];
  /** The standard error of each importance [i, j], layer by layer, from the spread between the groups. */
  readonly errors: Tensor[];
}

/**
 * Scores by K random probes, with the standard error of each importance: the probes are split into two to four groups, or K if K is prime to 2
 * and 3, and the groups are scored apart.
 *
 *     const { scores, errors } = finish(probedScoring(network, inputs, { probes: 8 }));
 *
 * Samples are not drawn anew: the errors are those of the probes alone. With as many probes as outputs the scores are exact, and the errors 0.
 *
 * @throws as `scoring`; ValueError also for fewer than two probes
 */
export function* probedScoring(
  network: Network,
  inputs: Tensor | Nested,
  options: ScoreOptions & { readonly probes: number },
): Work<ProbedScores> {
  const who = "probedScoring";
  checkOptions(who, options, "{ probes: 8 }");
  const { probes, random = seededRandom(1) } = options;
  if (!Number.isSafeInteger(probes) || probes < 2)
    throw new ValueError(who, "a whole number of probes ≥ 2", show(probes));
  checkNetwork(who, network);
  const all = isTensor(inputs) ? inputs : tensor(inputs);
  checkInputShape(who, network, all);
  const drawn = draw(who, all, options.targets, options);
  const isExact = probes >= outputWidth(network);
  const count = isExact ? 1 : groupsOf(probes);
  const own = { ...options, random, targets: drawn.targets, samples: undefined, probes: probes / count };
  const groups: LayerScores[][] = [];
  while (groups.length < count) {
    const group = yield* scoringFor(who, network, drawn.inputs, own);
    groups.push(group.map((layer, k) => inUnitOf(groups[0]?.[k] ?? layer, layer)));
  }
  return isExact ? exactly(groups[0]) : spreadOf(groups);
}

const exactly = (scores: LayerScores[]): ProbedScores => ({
  scores,
  errors: scores.map(({ importance: { shape } }) => zeros(shape)),
});

const groupsOf = (probes: number): number => [4, 3, 2].find((each) => probes % each === 0) ?? probes;

/** The mean of independent scores, and the standard error of the mean, √(Σ (I_r − Ī)² / (R (R − 1))). */
function spreadOf(groups: readonly (readonly LayerScores[])[]): ProbedScores {
  const R = groups.length;
  const meanOf = (k: number, what: "importance" | "compensation"): Tensor => {
    const mean = zeros(groups[0][k][what].shape);
    for (const group of groups)
      for (let at = 0; at < mean.data.length; at++) mean.data[at] += group[k][what].data[at] / R;
    return mean;
  };
  const scores = groups[0].map((_, k) => ({
    importance: meanOf(k, "importance"),
    compensation: meanOf(k, "compensation"),
    ...(groups[0][k].predictsChange === false && { predictsChange: false as const }),
    ...(groups[0][k].exponent !== undefined && { exponent: groups[0][k].exponent }),
  }));
  const errors = scores.map(({ importance: mean }, k) => {
    const error = zeros(mean.shape);
    for (let at = 0; at < mean.data.length; at++) {
      let squares = 0;
      for (const group of groups) squares += (group[k].importance.data[at] - mean.data[at]) ** 2;
      error.data[at] = Math.sqrt(squares / (R * (R - 1)));
    }
    return error;
  });
  return { scores, errors };
}

/**
 * The share of all weights whose importance lies within two standard errors of the cut at a ratio: other probes might decide about them otherwise.
 *
 * @throws ValueError when the ratio is not in [0, 1]
 */
export function undecided({ scores, errors }: ProbedScores, ratio: number): number {
  const all = scores.flatMap(({ importance }, k) =>
    Array.from(importance.data, (value, at) => ({ value, error: errors[k].data[at] })),
  );
  const count = removalCount(all.length, ratio);
  if (count === 0 || count === all.length) return 0;
  const sorted = all.map(({ value }) => value).toSorted((a, b) => a - b);
  const cut = (sorted[count - 1] + sorted[count]) / 2;
  return all.filter(({ value, error }) => Math.abs(value - cut) < 2 * error).length / all.length;
}
