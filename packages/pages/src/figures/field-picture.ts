import type { TopLevelSpec } from "vega-lite";

/** A field on a grid [rows, columns], the first row at the top. */
export interface FieldPanel {
  readonly title: string;
  readonly values: readonly number[];
  readonly scale: ColourScale;
}

export interface ColourScale {
  readonly title: string;
  readonly scheme: "viridis" | "redblue";
  /** Red for the largest value of `redblue`. */
  readonly reverse: boolean;
  readonly low: number;
  readonly high: number;
}

const LEVELS = 25;
const cell = { width: 4, height: 9 };

/** Panels in rows, and below the last row a legend for each of its panels. */
export const fieldPicture = (rows: readonly (readonly FieldPanel[])[], columns: number): TopLevelSpec => ({
  spacing: 12,
  vconcat: rows.map((panels, row) => ({
    spacing: 28,
    hconcat: panels.map((panel) => panelOf(panel, columns, row === rows.length - 1)),
    resolve: { scale: { color: "independent" as const } },
  })),
});

function panelOf({ title, values, scale }: FieldPanel, columns: number, hasLegend: boolean) {
  const { low, high, scheme, reverse } = scale;
  const tall = values.length / columns;
  const legend = {
    title: scale.title,
    orient: "bottom",
    direction: "horizontal",
    gradientLength: columns * cell.width,
    format: ".3~g",
  } as const;
  return {
    title: { text: title, fontSize: 12, fontWeight: "normal" as const, offset: 4 },
    width: columns * cell.width,
    height: tall * cell.height,
    data: { values: strokesOf(values, columns, scale) },
    // A hair wider than a cell, or the ground would show between two rows.
    mark: {
      type: "line" as const,
      strokeWidth: cell.height + 0.2,
      strokeCap: "butt" as const,
      invalid: "break-paths-show-path-domains" as const,
    },
    encoding: {
      x: { field: "x", type: "quantitative" as const, axis: null, scale: { domain: [0, columns] } },
      y: { field: "y", type: "quantitative" as const, axis: null, scale: { domain: [tall, 0], nice: false } },
      order: { field: "at", type: "quantitative" as const },
      color: {
        field: "value",
        type: "quantitative" as const,
        scale: { scheme, reverse, domain: [low, high] },
        legend: hasLegend ? legend : null,
      },
      detail: { field: "value" },
    },
  };
}

/**
 * The cells as horizontal strokes, one for each run of cells of the same level, with a gap after each. All strokes of a level are one
 * line, which takes a tenth of the bytes that squares would.
 */
function strokesOf(values: readonly number[], columns: number, { low, high }: ColourScale) {
  const step = (high - low) / LEVELS;
  const levelOf = (value: number): number =>
    step > 0 ? Math.min(Math.max(Math.floor((value - low) / step), 0), LEVELS - 1) : 0;
  const points: { at: number; value: number; x: number | null; y: number }[] = [];
  for (let start = 0; start < values.length;) {
    const row = Math.floor(start / columns);
    const level = levelOf(values[start]);
    let end = start + 1;
    while (end < (row + 1) * columns && levelOf(values[end]) === level) end++;
    for (const x of [start - row * columns, end - row * columns, null])
      points.push({ at: points.length, value: low + (level + 0.5) * step, x, y: row + 0.5 });
    start = end;
  }
  return points;
}
