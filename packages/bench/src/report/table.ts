import { styleText } from "node:util";
import { beforePruning, grid } from "./grid.ts";
import type { Cell } from "./grid.ts";
import { seedsOf } from "./measured.ts";
import type { Measured } from "./measured.ts";
import { showSpread } from "@espalier/pages/numbers";
import { stages, when } from "./words.ts";
import type { LaterStage } from "./words.ts";

export interface TableOptions {
  /** Bold for the best; `stream.hasColors?.()` knows about NO_COLOR and terminals. Off by default. */
  readonly colour?: boolean;
  /** In characters, 100 by default; more ratios than fit go on below. */
  readonly width?: number;
}

/** The results for a terminal: a table right after pruning and one after fine-tuning, with rows and columns for all that was asked for. */
export function renderTable(measured: Measured, options: TableOptions = {}): string {
  const { comparisons } = measured.measurements.experiment;
  const strategies = [...new Set(comparisons.flatMap((each) => each.strategies))];
  const ratios = [...new Set(comparisons.flatMap(({ pruned, fineTuned }) => [...pruned, ...fineTuned]))];
  const compared = { ...measured, strategies, ratios: ratios.toSorted((a, b) => a - b) };
  const { unit } = grid(compared, "fine-tuned", "testLoss");
  const baseline = beforePruning(compared, "testLoss");
  const { mean, sd } = baseline ? showSpread(baseline, unit) : { mean: "–", sd: "" };
  return [
    measured.title,
    `test loss${unit === 1 ? "" : ` in units of ${unit.toExponential()}`}, ${seedsOf(measured)}, * lowest`,
    `baseline (not pruned): ${mean}${plusMinus(sd)}`,
    "",
    ...stages.map((stage) => renderStage(compared, stage, options)),
  ].join("\n");
}

function renderStage(compared: Measured, stage: LaterStage, options: TableOptions): string {
  const title = when[stage].toLowerCase();
  const { lines } = grid(compared, stage, "testLoss");
  const first = Math.max(title.length, ...lines.map(({ strategy }) => strategy.length));
  const columns = compared.ratios.map((ratio, index) =>
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
