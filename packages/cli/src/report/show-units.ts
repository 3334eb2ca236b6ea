import { nameOf } from "../files/paths.ts";
import { ranges } from "../show/ranges.ts";
import { table } from "../show/table.ts";
import { showCount, showNumber, showPercent } from "../show/words.ts";
import { lossLines, stageLines } from "./show.ts";
import type { UnitReport } from "./units.ts";

/** A report about whole neurons or inputs, for a terminal. */
export function showUnitReport(report: UnitReport, written: readonly string[]): string {
  const { granularity, sizes, compensations } = report;
  if (report.graph) return showGraphReport(report, written);
  const places = granularity === "input" ? [0] : sizes.before.slice(1, -1).map((_, at) => at + 1);
  return [
    ...heading(report),
    table([
      [granularity === "input" ? "inputs" : "neurons of layer", "before", "after", "compensation"],
      ...places.map((k) => [
        granularity === "input" ? "of the network" : String(k - 1),
        showCount(sizes.before[k]),
        showCount(sizes.after[k]),
        compensations[k] ?? "–",
      ]),
    ]),
    ...ending(report, written),
  ].join("");
}

/** With branches a layer does not read the one before: each has its own neurons and inputs. */
function showGraphReport(report: UnitReport, written: readonly string[]): string {
  const { sizes, kept, compensations } = report;
  return [
    ...heading(report),
    table([
      ["layer", "neurons before", "after", "inputs left", "compensation"],
      ...kept.map((inputs, k) => [
        String(k),
        showCount(sizes.before[k + 1]),
        showCount(sizes.after[k + 1]),
        showCount(inputs.length),
        compensations[k] ?? "–",
      ]),
    ]),
    ...ending(report, written),
  ].join("");
}

/** What was removed, by what and from what. */
function heading(report: UnitReport): string[] {
  const { granularity, units, weights, removed, sizes } = report;
  return [
    `${showCount(units)} ${granularity}${units === 1 ? "" : "s"} and ${showCount(removed)} of ${showCount(weights)} weights of ${nameOf(report.network)} removed, ${showPercent(removed / weights)}\n`,
    `by ${report.strategy ?? "the default strategy"}${report.per === "weight" ? " per weight" : ""}, on ${showCount(report.samples)} samples of ${nameOf(report.data)}: `,
    `${sizes.before.join("-")} becomes ${sizes.after.join("-")}\n\n`,
  ];
}

/** The change of the outputs, and the files that were written. */
function ending(report: UnitReport, written: readonly string[]): string[] {
  const { granularity, inputs, measured } = report;
  return [
    ...stageLines(report),
    `\n${report.metric === "softmax" ? "change of the probabilities" : "change of the outputs"} ${showNumber(measured.relative)}\n`,
    ...(granularity === "input" ? [`it takes the inputs ${ranges(inputs)}, counted from 0\n`] : []),
    ...lossLines(report),
    `written: ${written.map((path) => (path === "-" ? "standard output" : path)).join(", ")}\n`,
  ];
}
