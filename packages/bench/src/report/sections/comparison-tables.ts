import { proposed } from "../../experiments/strategies.ts";
import { grid } from "../grid.ts";
import { showEstimate, showSpread } from "../numbers.ts";
import { differenceOf, factorOf, spreadOf } from "../statistics.ts";
import type { Compared, Measure, Measured } from "../measured.ts";
import { table } from "../document.ts";
import type { Table } from "../document.ts";
import { stagesOf } from "../measured.ts";
import { titles, when } from "../words.ts";
import type { LaterStage } from "../words.ts";

// Strategies by ratios, at one stage of one experiment.

/** How many times the loss of the proposed method. */
export function pairedTable(measured: Measured, { strategies, ratios }: Compared, stage: LaterStage): Table {
  const reference = (ratio: number) => measured.values(stage, proposed, ratio);
  return table(
    `${when[stage]}: test loss as a multiple of that of \`${proposed}\`.`,
    ["ρ", ...ratios.map(String)],
    strategies
      .filter((strategy) => strategy !== proposed && stagesOf(strategy).includes(stage))
      .map((strategy) => [
        strategy,
        ...ratios.map((ratio) =>
          showEstimate(factorOf(measured.values(stage, strategy, ratio), reference(ratio)), 1),
        ),
      ]),
  );
}

/** Differences of accuracies, in points. */
export function pointsTable(measured: Measured, { strategies, ratios }: Compared, stage: LaterStage): Table {
  const points = (strategy: string, ratio: number) =>
    new Map(
      [...measured.values(stage, strategy, ratio, "testAccuracy")].map(([seed, share]) => [
        seed,
        100 * share,
      ]),
    );
  return table(
    `${when[stage]}: test accuracy less that of \`${proposed}\`, in percentage points, with the interval by Student's t.`,
    ["ρ", ...ratios.map(String)],
    strategies
      .filter((strategy) => strategy !== proposed && stagesOf(strategy).includes(stage))
      .map((strategy) => [
        strategy,
        ...ratios.map((ratio) =>
          showEstimate(differenceOf(points(strategy, ratio), points(proposed, ratio)), 0),
        ),
      ]),
  );
}

/** Means and standard deviations. */
export function spreadTable(compared: Compared, stage: LaterStage, measure: Measure): Table {
  const { unit, lines } = grid(compared, stage, measure);
  const baseline = compared.baseline(measure);
  const { mean, sd } = baseline ? showSpread(baseline, unit) : { mean: "–", sd: "" };
  const units =
    measure === "testAccuracy" ? " in percent" : unit === 1 ? "" : ` in units of ${unit.toExponential()}`;
  return table(
    `${when[stage]}: ${titles[measure].toLowerCase()}${units}; before pruning ${mean}${sd === "" ? "" : ` ± ${sd}`}. The best mean is strong.`,
    ["ρ", ...compared.ratios.map(String)],
    lines.map(({ strategy, cells }) => [
      strategy,
      ...cells.map((cell) => {
        const shown = cell.sd === "" ? cell.mean : `${cell.mean} ± ${cell.sd}`;
        return cell.best ? `**${shown}**` : shown;
      }),
    ]),
  );
}

/** Relative errors of regression. */
export function errorTable(measured: Measured, { strategies, ratios }: Compared, stage: LaterStage): Table {
  const show = (values: ReadonlyMap<number, number>): string => {
    if (values.size === 0) return "–";
    const { mean, sd } = showSpread(spreadOf([...values.values()]), 0.01);
    return sd === "" ? mean : `${mean} ± ${sd}`;
  };
  return table(
    `${when[stage]}: ‖û − u‖ / ‖u‖ over the test set, in percent; before pruning ${show(measured.baseline("relativeL2"))}.`,
    ["ρ", ...ratios.map(String)],
    strategies
      .filter((strategy) => stagesOf(strategy).includes(stage))
      .map((strategy) => [
        strategy,
        ...ratios.map((ratio) => show(measured.values(stage, strategy, ratio, "relativeL2"))),
      ]),
  );
}
