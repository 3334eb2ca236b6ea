import { shownRatios } from "./measured.ts";
import type { Measured } from "./measured.ts";
import { estimateOf, geometricMean } from "@espalier/pages/statistics";
import type { Estimate } from "@espalier/pages/statistics";
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
 * By which factor noise makes the losses of a strategy's networks grow beside those of the networks before pruning: of each seed the
 * geometric mean over the ratios, of all seeds the geometric mean with its t interval. Undefined where one of them is not
 * measured, or not positive.
 *
 * @param floor what the noise d of the data adds to the loss of any network, which is subtracted
 */
export function sensitivityOf(
  quiet: Measured,
  noisy: Measured,
  stage: LaterStage,
  strategy: string,
  floor: (d: number) => number,
): Estimate | undefined {
  const beside = ({ values, baseline, noise }: Measured, ratio: number, seed: number): number =>
    ((values(stage, strategy, ratio).get(seed) ?? NaN) - floor(noise)) /
    ((baseline().get(seed) ?? NaN) - floor(noise));
  const bySeeds = [...noisy.baseline().keys()].flatMap((seed) => {
    const factors = shownRatios(noisy)
      .map((ratio) => beside(noisy, ratio, seed) / beside(quiet, ratio, seed))
      .filter((factor) => factor > 0);
    return factors.length === 0 ? [] : [Math.log(geometricMean(factors))];
  });
  if (bySeeds.length === 0) return undefined;
  const { mean, low, high, seeds } = estimateOf(bySeeds);
  return { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high), seeds };
}
