import { isPruning, proposed } from "../../experiments/strategies.ts";
import { plural } from "../words.ts";
import { table } from "../document.ts";
import type { Table } from "../document.ts";
import { isTelling, shownRatios } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { factorOf } from "../statistics.ts";
import type { Estimate } from "../statistics.ts";
import { showShare } from "../numbers.ts";
import type { LaterStage } from "../words.ts";

/** One rival beside the proposed method: at one ratio of one network, seed by seed. */
export interface Comparison {
  readonly measured: Measured;
  readonly stage: LaterStage;
  readonly rival: string;
  readonly ratio: number;
  /** The rival's test loss as a multiple of the proposed method's. */
  readonly factor: Estimate;
  /** One of the two is better than guessing; else the comparison says nothing. */
  readonly isTelling: boolean;
}

export function comparisonsOf(
  experiments: readonly Measured[],
  stages: readonly LaterStage[],
  rivals: readonly string[],
): Comparison[] {
  return experiments.flatMap((measured) =>
    stages.flatMap((stage) =>
      rivals
        .filter((rival) => stage === "fine-tuned" || isPruning(rival))
        .flatMap((rival) =>
          shownRatios(measured).flatMap((ratio) => {
            const [theirs, ours] = [rival, proposed].map((name) => measured.values(stage, name, ratio));
            const factor = factorOf(theirs, ours);
            if (factor.seeds < 2) return [];
            return [{ measured, stage, rival, ratio, factor, isTelling: isTelling(measured, theirs, ours) }];
          }),
        ),
    ),
  );
}

/** How many comparisons ended how, in numbers from 0 to `comparisons`. */
export interface Tally {
  readonly comparisons: number;
  /** The proposed method had the lower mean. */
  readonly won: number;
  /** The interval lies on its side altogether. */
  readonly clearlyWon: number;
  /** The interval lies on the rival's side altogether. */
  readonly clearlyLost: number;
}

export const tallyOf = (comparisons: readonly Comparison[]): Tally => ({
  comparisons: comparisons.length,
  won: comparisons.filter(({ factor }) => factor.mean > 1).length,
  clearlyWon: comparisons.filter(({ factor }) => factor.low > 1).length,
  clearlyLost: comparisons.filter(({ factor }) => factor.high < 1).length,
});

/** `lower in 93 of 100 comparisons, clearly in 80; clearly higher in 2` */
export const showTally = ({ comparisons, won, clearlyWon, clearlyLost }: Tally): string =>
  `lower in ${won} of ${plural(comparisons, "comparison")} (${showShare(won / comparisons)}), clearly so in ${clearlyWon}, and clearly higher in ${clearlyLost}`;

/** Losses that differ by no more than this factor look the same in a figure. */
export const ALIKE = 1.1;

/** Where several rivals are compared: a network, a stage and a ratio. */
export interface Cells {
  readonly cells: number;
  /** There no rival's mean is lower by more than {@link ALIKE} times. */
  readonly lowest: number;
}

export function cellsOf(comparisons: readonly Comparison[]): Cells {
  const cells = [
    ...Map.groupBy(
      comparisons,
      ({ measured, stage, ratio }) => `${measured.name} ${stage} ${ratio}`,
    ).values(),
  ];
  const lowest = cells.filter((rivals) => rivals.every(({ factor }) => factor.mean * ALIKE >= 1));
  return { cells: cells.length, lowest: lowest.length };
}

/** A row for each network and rival. */
export function comparisonTable(comparisons: readonly Comparison[]): Table {
  const groups = [
    ...Map.groupBy(
      comparisons,
      ({ measured, stage, rival }) => `${measured.name} ${stage} ${rival}`,
    ).values(),
  ];
  return table(
    `How \`${proposed}\` does beside each: at how many ratios its loss is lower, and at which the interval leaves no doubt.`,
    ["network", "stage", "beside", "ratios", "lower at", "clearly lower at ρ =", "clearly higher at ρ ="],
    groups.map((group) => {
      const { comparisons: count, won } = tallyOf(group);
      const [{ measured, stage, rival }] = group;
      const at = (test: (factor: Estimate) => boolean): string =>
        group
          .filter(({ factor }) => test(factor))
          .map(({ ratio }) => ratio)
          .join(", ") || "–";
      return [
        measured.label,
        stage,
        rival,
        String(count),
        String(won),
        at(({ low }) => low > 1),
        at(({ high }) => high < 1),
      ];
    }),
    3,
  );
}
