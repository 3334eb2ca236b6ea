import { styleText } from "node:util";
import type { Row, Settings, Stage } from "../results.ts";
import { grid } from "./grid.ts";
import type { Cell } from "./grid.ts";
import { showSpread } from "./numbers.ts";
import { experiments } from "./summary.ts";
import type { Experiment } from "./summary.ts";
import { meanOf, titleOf } from "./words.ts";

export interface TableOptions {
  /** What was planned: order of the strategies, and rows and columns for what has not run yet. */
  readonly settings?: Settings;
  /** Bold for the best; `stream.hasColors?.()` knows about NO_COLOR and terminals. Off by default. */
  readonly colour?: boolean;
  /** In characters, 100 by default; more ratios than fit go on below. */
  readonly width?: number;
}

/** The results for a terminal: of every experiment a table right after pruning and one after fine-tuning. */
export const renderTable = (rows: readonly Row[], options: TableOptions = {}): string =>
  experiments(rows, options.settings)
    .map((experiment) => renderExperiment(experiment, options))
    .join("\n");

function renderExperiment(experiment: Experiment, options: TableOptions): string {
  const tables = (
    [
      ["pruned", "right after pruning"],
      ["fine-tuned", "after fine-tuning"],
    ] as const
  ).map(([stage, title]) => renderStage(experiment, stage, title, options));
  const { unit } = grid(experiment, "fine-tuned", "testLoss");
  const { baseline } = experiment;
  const { mean, sd } = baseline ? showSpread(baseline.testLoss, unit) : { mean: "–", sd: "" };
  const what = `test loss${unit === 1 ? "" : ` in units of ${unit.toExponential()}`}`;
  return [
    titleOf(experiment),
    `${what}, ${meanOf(experiment)}, * lowest`,
    `baseline (not pruned): ${mean}${plusMinus(sd)}`,
    "",
    ...tables,
  ].join("\n");
}

function renderStage(experiment: Experiment, stage: Stage, title: string, options: TableOptions): string {
  const { lines } = grid(experiment, stage, "testLoss");
  const first = Math.max(title.length, ...lines.map(({ strategy }) => strategy.length));
  const columns = experiment.ratios.map((ratio, index) =>
    renderColumn(
      String(ratio),
      lines.map(({ cells }) => cells[index]),
      options.colour ?? false,
    ),
  );
  return blocks(columns, (options.width ?? 100) - first)
    .map((block) =>
      [title, ...lines.map(({ strategy }) => strategy)]
        .map((label, line) =>
          `${label.padEnd(first)}${block.map(({ text }) => text[line]).join("")}`.trimEnd(),
        )
        .join("\n"),
    )
    .join("\n\n")
    .concat("\n");
}

interface Column {
  readonly width: number;
  /** The heading, and a cell a strategy. */
  readonly text: readonly string[];
}

/** Means end, and deviations begin, at the same place in every line of a column. */
function renderColumn(heading: string, cells: readonly Cell[], colour: boolean): Column {
  const means = Math.max(heading.length, ...cells.map(({ mean }) => mean.length));
  const deviations = Math.max(...cells.map(({ sd }) => plusMinus(sd).length), 0);
  const gap = "  ";
  const text = cells.map(({ mean, sd, best }) => {
    const cell = `${mean.padStart(means)}${plusMinus(sd).padEnd(deviations)}${best ? "*" : " "}`;
    return gap + (best && colour ? styleText("bold", cell, { validateStream: false }) : cell);
  });
  const width = gap.length + means + deviations + 1;
  return { width, text: [(gap + heading.padStart(means)).padEnd(width), ...text] };
}

const plusMinus = (sd: string): string => (sd === "" ? "" : ` ±${sd}`);

/** Columns that fit side by side. */
function blocks(columns: readonly Column[], room: number): Column[][] {
  const result: Column[][] = [[]];
  let used = 0;
  for (const column of columns) {
    if (used + column.width > room && used > 0) {
      result.push([]);
      used = 0;
    }
    result[result.length - 1].push(column);
    used += column.width;
  }
  return result;
}
