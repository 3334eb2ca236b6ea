import type { Measured } from "./measured.ts";
import { factorOf, geometricMean } from "./paired.ts";
import type { BySeed } from "./paired.ts";
import { shownRatios } from "./selection.ts";
import type { LaterStage } from "./words.ts";

/** A network, trained on data without noise and with it. */
export interface NoisyGroup {
  readonly quiet: Measured;
  readonly noisy: readonly Measured[];
}

export const noisyGroups = (experiments: readonly Measured[]): NoisyGroup[] =>
  [...Map.groupBy(experiments, (each) => `${each.case} ${each.network.join("-")}`).values()].flatMap(
    (group) => {
      const quiet = group.find(({ noise }) => noise === 0);
      const noisy = group.filter(({ noise }) => noise > 0);
      return quiet === undefined || noisy.length === 0 ? [] : [{ quiet, noisy }];
    },
  );

/** d²/3, the variance of Uniform(−d, d): the loss of a network that knew the truth. */
export const noiseVariance = (d: number): number => d ** 2 / 3;

/** What of the losses is the networks' own error. */
const errorOf = (losses: BySeed, d: number): BySeed =>
  new Map([...losses].map(([seed, loss]) => [seed, loss - noiseVariance(d)]));

/**
 * By which factor noise makes the error of a strategy's networks grow beside that of the networks before pruning: geometric mean
 * over the ratios and seeds. Undefined where one of them is not measured, or an error is not positive.
 */
export function sensitivityOf(
  quiet: Measured,
  noisy: Measured,
  stage: LaterStage,
  strategy: string,
): number | undefined {
  const beside = (measured: Measured, ratio: number): number =>
    factorOf(
      errorOf(measured.values(stage, strategy, ratio), measured.noise),
      errorOf(measured.baseline(), measured.noise),
    ).mean;
  const factors = shownRatios(noisy)
    .map((ratio) => beside(noisy, ratio) / beside(quiet, ratio))
    .filter((factor) => !Number.isNaN(factor));
  return factors.length === 0 ? undefined : geometricMean(factors);
}
