import { proposed } from "../../experiments/strategies.ts";
import { table } from "../document.ts";
import type { Table } from "../document.ts";
import { grid } from "../grid.ts";
import type { Compared, Measure, Measured } from "../measured.ts";
import { stagesOf } from "../measured.ts";
import { showEstimate, showSpread } from "../numbers.ts";
import { differenceOf, factorOf, spreadOf } from "../statistics.ts";
import { titles, when } from "../words.ts";
import type { LaterStage } from "../words.ts";

/** A row for each name, a column for each ratio. */
export const byRatio = (
  caption: string,
  head: string,
  names: readonly string[],
  ratios: readonly number[],
  cell: (name: string, ratio: number) => string,
  title: (ratio: number) => string = String,
): Table =>
  table(
    caption,
    [head, ...ratios.map(title)],
    names.map((name) => [name, ...ratios.map((ratio) => cell(name, ratio))]),
  );

/** How many times the loss of the proposed method. */
export const pairedTable = (
  { values }: Measured,
  stage: LaterStage,
  strategies: readonly string[],
  ratios: readonly number[],
  title?: (ratio: number) => string,
): Table =>
  byRatio(
    `${when[stage]}: test loss as a multiple of that of \`${proposed}\`.`,
    title === undefined ? "ρ" : "strategy",
    strategies.filter((strategy) => strategy !== proposed && stagesOf(strategy).includes(stage)),
    ratios,
    (strategy, ratio) =>
      showEstimate(factorOf(values(stage, strategy, ratio), values(stage, proposed, ratio)), 1),
    title,
  );

/** Differences of accuracies, in points. */
export function pointsTable({ values }: Measured, stage: LaterStage, compared: Compared): Table {
  const points = (strategy: string, ratio: number) =>
    new Map([...values(stage, strategy, ratio, "testAccuracy")].map(([seed, share]) => [seed, 100 * share]));
  return byRatio(
    `${when[stage]}: test accuracy less that of \`${proposed}\`, in percentage points, with the interval by Student's t.`,
    "ρ",
    compared.strategies.filter((strategy) => strategy !== proposed && stagesOf(strategy).includes(stage)),
    compared.ratios,
    (strategy, ratio) => showEstimate(differenceOf(points(strategy, ratio), points(proposed, ratio)), 0),
  );
}

const plusMinus = ({ mean, sd }: { readonly mean: string; readonly sd: string }): string =>
  sd === "" ? mean : `${mean} ± ${sd}`;

/** Means and standard deviations. */
export function spreadTable(compared: Compared, stage: LaterStage, measure: Measure): Table {
  const { unit, lines } = grid(compared, stage, measure);
  const baseline = compared.baseline(measure);
  const before = baseline ? plusMinus(showSpread(baseline, unit)) : "–";
  const units =
    measure === "testAccuracy" ? " in percent" : unit === 1 ? "" : ` in units of ${unit.toExponential()}`;
  return table(
    `${when[stage]}: ${titles[measure].toLowerCase()}${units}; before pruning ${before}. The best mean is strong.`,
    ["ρ", ...compared.ratios.map(String)],
    lines.map(({ strategy, cells }) => [
      strategy,
      ...cells.map((cell) => (cell.best ? `**${plusMinus(cell)}**` : plusMinus(cell))),
    ]),
  );
}

/** Relative errors of regression. */
export function errorTable(measured: Measured, { strategies, ratios }: Compared, stage: LaterStage): Table {
  const show = (values: ReadonlyMap<number, number>): string =>
    values.size === 0 ? "–" : plusMinus(showSpread(spreadOf([...values.values()]), 0.01));
  return byRatio(
    `${when[stage]}: ‖û − u‖ / ‖u‖ over the test set, in percent; before pruning ${show(measured.baseline("relativeL2"))}.`,
    "ρ",
    strategies.filter((strategy) => stagesOf(strategy).includes(stage)),
    ratios,
    (strategy, ratio) => show(measured.values(stage, strategy, ratio, "relativeL2")),
  );
}
