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

/**
 * By which factor noise makes the losses of a strategy's networks grow beside those of the networks before pruning: geometric
 * mean over the ratios and seeds. Undefined where one of them is not measured, or not positive.
 *
 * @param floor what is no fault of a network in data with noise d, and taken off its loss
 */
export function sensitivityOf(
  quiet: Measured,
  noisy: Measured,
  stage: LaterStage,
  strategy: string,
  floor: (d: number) => number,
): number | undefined {
  const above = (losses: BySeed, d: number): BySeed =>
    new Map([...losses].map(([seed, loss]) => [seed, loss - floor(d)]));
  const beside = ({ values, baseline, noise }: Measured, ratio: number): number =>
    factorOf(above(values(stage, strategy, ratio), noise), above(baseline(), noise)).mean;
  const factors = shownRatios(noisy)
    .map((ratio) => beside(noisy, ratio) / beside(quiet, ratio))
    .filter((factor) => !Number.isNaN(factor));
  return factors.length === 0 ? undefined : geometricMean(factors);
}
