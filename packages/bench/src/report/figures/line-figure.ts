import type { TopLevelSpec } from "vega-lite";
import { ink } from "./palette.ts";
import type { Look } from "./palette.ts";
import { labelAxis, logAxis, logDomain, lookChannels } from "./axes.ts";

/** A line of a panel; what is not a positive number has no place on its axis, and interrupts it. */
export interface Series {
  readonly name: string;
  /** `at` counts the labels of the axis from 0; `low` and `high` are the ends of a thin line through the point. */
  readonly points: readonly {
    readonly at: number;
    readonly y: number;
    readonly low?: number;
    readonly high?: number;
  }[];
}

export interface LinePanel {
  readonly title: string;
  /** Of the horizontal axis, whose labels are evenly spaced whatever they say. */
  readonly x: string;
  readonly labels: readonly string[];
  /** Of the vertical axis, which is logarithmic. */
  readonly y: string;
  readonly series: readonly Series[];
  /** Dashed, with its name at the right end. */
  readonly levels?: readonly { readonly name: string; readonly y: number }[];
}

/** Panels side by side, of lines whose names and looks they share. */
export const lineFigure = (panels: readonly LinePanel[], looks: ReadonlyMap<string, Look>): TopLevelSpec => ({
  spacing: 120,
  bounds: "flush",
  hconcat: panels.map((panel) => ({
    width: panels.length === 1 ? 640 : 460,
    height: 340,
    title: panel.title,
    layer: layersOf(panel, looks),
  })),
});

const holds = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && Number.isFinite(value);

function layersOf(panel: LinePanel, looks: ReadonlyMap<string, Look>) {
  const { series, levels = [] } = panel;
  const count = series.length;
  // Points of one label lie side by side, so that none hides another; with ranges they need more room.
  const room = series.some(({ points }) => points.some(({ low }) => low !== undefined)) ? 0.5 : 0.25;
  const data = series.flatMap(({ name, points }, slot) =>
    points.map(({ at, y, low, high }) => ({
      name,
      x: at + room * ((slot + 0.5) / count - 0.5),
      y: holds(y) ? y : null,
      ...(holds(low) && holds(high) ? { low, high } : {}),
    })),
  );
  const shown = data.flatMap(({ y, low, high }) => [y, low, high]).filter((value) => holds(value ?? 0));
  const values = [...shown, ...levels.map(({ y }) => y)].filter((value): value is number =>
    holds(value ?? 0),
  );
  const extent: [number, number] = values.length === 0 ? [1, 1] : [Math.min(...values), Math.max(...values)];
  const x = labelAxis(panel.x, panel.labels);
  const y = logAxis(panel.y, logDomain(extent));
  const { color, shape } = lookChannels("name", looks, 4);
  return [
    {
      data: { values: levels.map((level) => ({ ...level })) },
      layer: [
        {
          mark: { type: "rule" as const, color: ink, strokeDash: [6, 4], strokeWidth: 1.2 },
          encoding: { y },
        },
        {
          mark: { type: "text" as const, align: "left" as const, x: "width" as const, dx: 6 },
          encoding: { y, text: { field: "name" } },
        },
      ],
    },
    {
      data: { values: data.filter(({ low }) => low !== undefined) },
      mark: { type: "rule" as const, strokeWidth: 1.2, opacity: 0.6 },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
    },
    {
      data: { values: data },
      mark: {
        type: "line" as const,
        strokeJoin: "round" as const,
        strokeWidth: 1.8,
        invalid: "break-paths-show-path-domains" as const,
      },
      encoding: { x, y, color },
    },
    {
      data: { values: data.filter((point) => point.y !== null) },
      mark: { type: "point" as const, filled: true, opacity: 1, size: 55 },
      encoding: { x, y, color, shape },
    },
  ];
}
