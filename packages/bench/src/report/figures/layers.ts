import { proposed } from "../../experiments/strategies.ts";
import type { TopLevelSpec } from "vega-lite";
import { ink } from "./palette.ts";
import type { Panel } from "./points.ts";
import type { Spread } from "../statistics.ts";

export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];
type Encoding = NonNullable<Extract<Layer, { mark: unknown }>["encoding"]>;

/** What the layers of a panel share. */
export interface Channels {
  readonly x: NonNullable<Encoding["x"]>;
  readonly y: NonNullable<Encoding["y"]>;
  readonly color: NonNullable<Encoding["color"]>;
  readonly shape: NonNullable<Encoding["shape"]>;
}

/** The proposed method comes last, and so on top. */
export const onTop = <T extends { readonly strategy: string }>(data: readonly T[]): { values: T[] } => ({
  values: data.toSorted((a, b) => Number(a.strategy === proposed) - Number(b.strategy === proposed)),
});

const emphasis = (value: number, others: number) => ({
  condition: { test: `datum.strategy === '${proposed}'`, value },
  value: others,
});

/** Faint lines between one ratio and the next: what stands between two of them belongs together. */
export const separators = (ratios: number, { x }: Channels): Layer => ({
  data: { values: Array.from({ length: ratios - 1 }, (_, index) => ({ x: index + 0.5 })) },
  mark: { type: "rule", color: ink, opacity: 0.12 },
  encoding: { x },
});

/** Mean of the baseline as a dashed line with its value, its range over the seeds as a faint band. */
export function baselineLayers(
  baseline: Spread | undefined,
  { y }: Channels,
  show: (value: number) => string,
): Layer[] {
  if (baseline === undefined) return [];
  const data = { values: [{ ...baseline }] };
  const at = (field: string) => ({ ...y, field });
  return [
    {
      data,
      mark: { type: "rect", color: ink, opacity: 0.08 },
      encoding: { y: at("min"), y2: { field: "max" } },
    },
    {
      data,
      mark: { type: "rule", color: ink, strokeDash: [6, 4], strokeWidth: 1.2 },
      encoding: { y: at("mean") },
    },
    {
      data,
      mark: {
        type: "text",
        align: "left",
        x: "width",
        dx: 6,
        dy: -6,
        text: ["baseline", show(baseline.mean)],
        lineHeight: 14,
      },
      encoding: { y: at("mean") },
    },
  ];
}

/** A line through the means, interrupted where a mean is missing or not finite. */
export function lineLayers(data: Panel["means"], { x, y, color, shape }: Channels): Layer[] {
  return [
    {
      data: onTop(data),
      mark: { type: "line", strokeJoin: "round", invalid: "break-paths-show-path-domains" },
      encoding: { x, y, color, strokeWidth: emphasis(3.2, 1.5) },
    },
    {
      data: onTop(data.filter(({ y: mean }) => mean !== null)),
      mark: { type: "point", filled: true, opacity: 1 },
      encoding: { x, y, color, shape, size: emphasis(90, 50) },
    },
  ];
}

/** Room above the numbers for the means that have no place among them. */
export const roomOutside = 44;

/** Means that have no place on the axis, by name at the upper edge; in three rows, as the slots are narrow. */
export const outsideLayers = (data: Panel["outside"], { x, color }: Channels): Layer[] =>
  [0, 1, 2].map((row) => ({
    data: { values: data.filter(({ slot }) => slot % 3 === row) },
    mark: { type: "text", fontWeight: "bold", baseline: "top", y: 2 + 12 * row },
    encoding: { x, text: { field: "glyph" }, color },
  }));
