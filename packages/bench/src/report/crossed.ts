import { proposed } from "../experiments/strategies.ts";
import type { CrossedRow } from "../experiments/kinds/crossed.ts";
import { bySeed, isTelling } from "./measured.ts";
import type { Measured } from "./measured.ts";
import { estimateOf, factorOf } from "./statistics.ts";
import type { BySeed, Estimate } from "./statistics.ts";

type Compensation = CrossedRow["compensation"];

export const compensations: readonly Compensation[] = ["none", "mean", "sensitivity"];

/** One ranking with one compensation. */
export interface Crossing {
  readonly ranking: string;
  readonly compensation: Compensation;
}

/** The proposed method is one of them. */
export const proposedCrossing: Crossing = { ranking: proposed, compensation: "sensitivity" };

export const crossedRatios = ({ measurements }: Measured): number[] =>
  [...new Set(measurements.crossed.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);

export const rankingsOf = ({ measurements }: Measured): string[] => [
  ...new Set(measurements.crossed.map(({ ranking }) => ranking)),
];

const rowsOf = (
  { measurements }: Measured,
  { ranking, compensation }: Crossing,
  ratio: number,
): CrossedRow[] =>
  measurements.crossed.filter(
    (row) => row.ranking === ranking && row.compensation === compensation && row.ratio === ratio,
  );

const lossesOf = (measured: Measured, crossing: Crossing, ratio: number): BySeed =>
  bySeed(rowsOf(measured, crossing, ratio), "testLoss");

/** The ratios at which one of the two at least is better than guessing. */
export const tellingRatios = (measured: Measured, one: Crossing, other: Crossing): number[] =>
  crossedRatios(measured).filter((ratio) =>
    isTelling(measured, ...[one, other].map((crossing) => lossesOf(measured, crossing, ratio))),
  );

/** The loss of one crossing as a multiple of that of another, at one ratio. */
export const besideOf = (measured: Measured, one: Crossing, other: Crossing, ratio: number): Estimate =>
  factorOf(lossesOf(measured, one, ratio), lossesOf(measured, other, ratio));

/** The geometric mean over networks and {@link tellingRatios}. They are not independent of one another, so there is no interval. */
export function overallOf(experiments: readonly Measured[], one: Crossing, other: Crossing): Estimate {
  const logarithms = experiments
    .flatMap((measured) =>
      tellingRatios(measured, one, other).map((ratio) => besideOf(measured, one, other, ratio).mean),
    )
    .filter((factor) => Number.isFinite(factor))
    .map(Math.log);
  if (logarithms.length === 0) return { mean: NaN, low: NaN, high: NaN, seeds: 0 };
  const { mean, seeds } = estimateOf(logarithms);
  return { mean: Math.exp(mean), low: NaN, high: NaN, seeds };
}
