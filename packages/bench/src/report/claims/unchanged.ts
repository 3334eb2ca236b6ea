import { proposed } from "../../experiments/strategies.ts";
import { showEstimate, showNumber } from "../numbers.ts";
import { table } from "../document.ts";
import type { Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import { differenceOf, factorOf } from "../statistics.ts";
import type { Estimate } from "../statistics.ts";
import { shownRatios } from "../measured.ts";
import type { LaterStage } from "../words.ts";
import { ALIKE } from "./comparisons.ts";

/** A loss that is no more than this many times that before pruning counts as unchanged. */
export const UNCHANGED: number = ALIKE;

/** The loss of the proposed method as a multiple of that before pruning, seed by seed. */
export const changeOf = (measured: Measured, stage: LaterStage, ratio: number): Estimate =>
  factorOf(measured.values(stage, proposed, ratio), measured.baseline());

export const isUnchanged = (measured: Measured, stage: LaterStage, ratio: number): boolean =>
  changeOf(measured, stage, ratio).mean <= UNCHANGED;

/** The largest ratio up to which, without a gap, nothing changes; undefined if none. */
export function unchangedUpTo(measured: Measured, stage: LaterStage): number | undefined {
  const ratios = shownRatios(measured);
  const first = ratios.findIndex((ratio) => !isUnchanged(measured, stage, ratio));
  return ratios.slice(0, first < 0 ? ratios.length : first).at(-1);
}

/** Factors of the loss at every ratio, and changes of the accuracy where there is one. */
export function changeTable(experiments: readonly Measured[], stage: LaterStage): Table {
  const ratios = [...new Set(experiments.flatMap(shownRatios))].toSorted((a, b) => a - b);
  return table(
    `Test loss of \`${proposed}\` as a multiple of that before pruning, and its test accuracy less that before, in percentage points.`,
    ["network", "", ...ratios.map(String)],
    experiments.flatMap((measured) => [
      [measured.label, "loss", ...ratios.map((ratio) => showEstimate(changeOf(measured, stage, ratio), 1))],
      [
        measured.label,
        "accuracy",
        ...ratios.map((ratio) => {
          const after = measured.values(stage, proposed, ratio, "testAccuracy");
          const { mean, low, high, seeds } = differenceOf(after, measured.baseline("testAccuracy"));
          return seeds === 0
            ? "–"
            : showEstimate({ mean: 100 * mean, low: 100 * low, high: 100 * high, seeds }, 0);
        }),
      ],
    ]),
    2,
  );
}

/** `784-32-32-10: × 1.03 at 0.5` */
export const showChange = (measured: Measured, stage: LaterStage, ratios: readonly number[]): string =>
  `${measured.label}: ${ratios.map((ratio) => `×\u00a0${showNumber(changeOf(measured, stage, ratio).mean)} at ρ\u00a0=\u00a0${ratio}`).join(", ")}`;
