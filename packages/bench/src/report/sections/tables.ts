import { proposed } from "../../experiments/strategies.ts";
import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { beforePruning, grid } from "../grid.ts";
import type { Measure, Measured } from "../measured.ts";
import { stagesOf } from "../measured.ts";
import { showEstimate, showSpread } from "@espalier/pages/numbers";
import { differenceOf, factorOf } from "@espalier/pages/statistics";
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
  { values, strategies, ratios }: Measured,
  stage: LaterStage,
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
export function pointsTable({ values, strategies, ratios }: Measured, stage: LaterStage): Table {
  const points = (strategy: string, ratio: number) =>
    new Map([...values(stage, strategy, ratio, "testAccuracy")].map(([seed, share]) => [seed, 100 * share]));
  return byRatio(
    `${when[stage]}: test accuracy less that of \`${proposed}\`, in percentage points, with the interval by Student's t.`,
    "ρ",
    strategies.filter((strategy) => strategy !== proposed && stagesOf(strategy).includes(stage)),
    ratios,
    (strategy, ratio) => showEstimate(differenceOf(points(strategy, ratio), points(proposed, ratio)), 0),
  );
}

const plusMinus = ({ mean, sd }: { readonly mean: string; readonly sd: string }): string =>
  sd === "" ? mean : `${mean} ± ${sd}`;

/** Means and standard deviations. */
export function spreadTable(compared: Measured, stage: LaterStage, measure: Measure): Table {
  const { unit, lines } = grid(compared, stage, measure);
  const baseline = beforePruning(compared, measure);
  const before = baseline ? plusMinus(showSpread(baseline, unit)) : "–";
  const units =
    measure === "testAccuracy" ? " in percent" : unit === 1 ? "" : ` in units of ${unit.toExponential()}`;
  return table(
    `${when[stage]}: ${titles[measure].toLowerCase()}${units}; before pruning ${before}. The best mean is bold.`,
    ["ρ", ...compared.ratios.map(String)],
    lines.map(({ strategy, cells }) => [
      strategy,
      ...cells.map((cell) => (cell.best ? `**${plusMinus(cell)}**` : plusMinus(cell))),
    ]),
  );
}

/** Relative errors of regression. */
export function errorTable({ strategies, ratios, spread }: Measured, stage: LaterStage): Table {
  const show = (...of: Parameters<typeof spread>): string => {
    const found = spread(...of);
    return found === undefined ? "–" : plusMinus(showSpread(found, 0.01));
  };
  const before = show("baseline", "baseline", 0, "relativeL2");
  return byRatio(
    `${when[stage]}: ‖û − u‖ / ‖u‖ over the test set, in percent; before pruning ${before}.`,
    "ρ",
    strategies.filter((strategy) => stagesOf(strategy).includes(stage)),
    ratios,
    (strategy, ratio) => show(stage, strategy, ratio, "relativeL2"),
  );
}
