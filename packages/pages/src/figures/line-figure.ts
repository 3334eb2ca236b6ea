import type { TopLevelSpec } from "vega-lite";
import { spreadOf } from "../statistics.ts";
import { labelAxis, logAxis, lookChannels, percentAxis } from "./axes.ts";
import { ink } from "../looks.ts";
import type { Look } from "../looks.ts";

/** A point of a line. A y without a place on its axis interrupts the line. */
export interface Point {
  /** Counts the labels of the axis from 0. */
  readonly at: number;
  readonly y: number;
  /** The ends of a thin line through the point. */
  readonly low?: number;
  readonly high?: number;
  /** The values of which y is the mean: a violin from three distinct ones up, else points. */
  readonly seeds?: readonly number[];
}

/** A dashed line with a text at its right end, and a faint band from low to high. */
export interface Level {
  readonly name: readonly string[];
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

export interface LinePanel {
  readonly title: string;
  /** Of the horizontal axis, whose labels are evenly spaced whatever they say. */
  readonly x: string;
  readonly labels: readonly string[];
  /** Of the vertical axis, which is logarithmic, or linear in percent. */
  readonly y: string;
  readonly isShare?: boolean;
  readonly series: readonly { readonly name: string; readonly points: readonly Point[] }[];
  readonly levels?: readonly Level[];
}

/** Panels side by side, of lines whose names and looks they share. */
export const lineFigure = (panels: readonly LinePanel[], looks: ReadonlyMap<string, Look>): TopLevelSpec => ({
  spacing: 130,
  bounds: "flush",
  hconcat: panels.map((panel) => ({
    width: panels.length === 1 ? 640 : 480,
    height: HEIGHT,
    title: panel.title,
    layer: layersOf(panel, looks),
  })),
});

const HEIGHT = 360;

/** Above the lines, for the means that have no place among them. */
const ROOM = 44;

type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];
type Unit = Extract<Layer, { mark: unknown }>;

const layer = (
  mark: Unit["mark"],
  values: readonly object[],
  encoding: NonNullable<Unit["encoding"]>,
): Layer => ({
  data: { values: values.map((each) => ({ ...each })) },
  mark,
  encoding,
});

function layersOf(panel: LinePanel, looks: ReadonlyMap<string, Look>): Layer[] {
  const { series, levels = [], labels, isShare = false } = panel;
  const strong = [...looks].flatMap(([name, look]) => (look.isStrong ? [name] : []));
  const isStrong = (name: string): boolean => strong.includes(name);
  const holds = (value: number): boolean => Number.isFinite(value) && (isShare || value > 0);
  // Points of one label lie side by side, so that none hides another; with ranges they need more room. Strong lines come last, and
  // so on top.
  const isWide = series.some(({ points: own }) => own.some(({ low, seeds }) => (low ?? seeds) !== undefined));
  const slot = (isWide ? 0.84 : 0.25) / Math.max(series.length, 1);
  const points = series
    .flatMap(({ name, points: own }, line) =>
      own.map(({ at, y, seeds = [], low = Math.min(...seeds), high = Math.max(...seeds) }) => {
        const shown = seeds.filter(holds);
        const isDense = new Set(shown).size >= 3;
        return {
          name,
          x: at + slot * (line + 0.5 - series.length / 2),
          at,
          y,
          low,
          high,
          seeds,
          shown,
          isDense,
        };
      }),
    )
    .toSorted((a, b) => Number(isStrong(a.name)) - Number(isStrong(b.name)));
  const outside = points.filter(({ y, seeds }) => seeds.length > 0 && !holds(y));
  const whole = levels.filter(({ y, low = y, high = y }) => [y, low, high].every(holds));
  const violins = points.filter(({ isDense }) => isDense);
  const others = points.filter(({ isDense }) => !isDense);

  const x = labelAxis(panel.x, labels);
  const y = (isShare ? percentAxis : logAxis)(panel.y, "y", [HEIGHT, outside.length > 0 ? ROOM : 0]);
  const by = (field: string) => ({ ...y, field });
  const { color, shape } = lookChannels("name", looks, 4);
  const emphasis = (value: number, rest: number) => ({
    condition: strong.map((name) => ({ test: `datum.name === '${name}'`, value })),
    value: rest,
  });
  return [
    layer(
      { type: "rule", color: ink, opacity: 0.12 },
      labels.slice(1).map((_, at) => ({ x: at + 0.5 })),
      { x },
    ),
    layer(
      { type: "rect", color: ink, opacity: 0.08 },
      whole.filter(({ low }) => low !== undefined),
      {
        y: by("low"),
        y2: { field: "high" },
      },
    ),
    layer({ type: "rule", color: ink, strokeDash: [6, 4], strokeWidth: 1.2 }, whole, { y }),
    layer({ type: "text", align: "left", x: "width", dx: 6, dy: -6, lineHeight: 14 }, whole, {
      y,
      text: { field: "name" },
    }),
    layer(
      { type: "area", orient: "horizontal", opacity: 0.4 },
      violins.flatMap(({ name, x: middle, shown }) =>
        violinOf(shown, isShare).map(({ value, width }) => {
          const half = 0.46 * slot * width;
          return { name, x: middle, y: value, left: middle - half, right: middle + half };
        }),
      ),
      { x: { ...x, field: "left" }, x2: { field: "right" }, y, color, detail: { field: "x" } },
    ),
    layer(
      { type: "rule", strokeWidth: 1.4, opacity: 0.6 },
      others.filter(({ low, high }) => holds(low) && holds(high)),
      { x, y: by("low"), y2: { field: "high" }, color },
    ),
    layer(
      { type: "point", filled: true, shape: "circle", size: 14, opacity: 0.8 },
      others.flatMap(({ name, x: middle, shown }) => shown.map((seed) => ({ name, x: middle, y: seed }))),
      { x, y, color },
    ),
    layer(
      { type: "line", strokeJoin: "round", invalid: "break-paths-show-path-domains" },
      points.map(({ name, x: place, y: mean }) => ({ name, x: place, y: holds(mean) ? mean : null })),
      { x, y, color, strokeWidth: emphasis(3.2, 1.5) },
    ),
    layer(
      { type: "point", filled: true, opacity: 1 },
      points
        .filter((each) => holds(each.y))
        .map(({ name, x: place, y: mean }) => ({ name, x: place, y: mean })),
      { x, y, color, shape, size: emphasis(90, 50) },
    ),
    // By name at the upper edge, in three rows, as the slots are narrow.
    ...[0, 1, 2].map((row) =>
      layer(
        { type: "text", fontWeight: "bold", baseline: "top", y: 2 + 12 * row },
        outside
          .filter((_, at) => at % 3 === row)
          .map(({ name, x: place, y: mean }) => ({ name, x: place, glyph: glyphOf(mean) })),
        { x, text: { field: "glyph" }, color },
      ),
    ),
  ];
}

const glyphOf = (mean: number): string => (Number.isNaN(mean) ? "NaN" : mean === Infinity ? "∞" : "0");

/**
 * The density of some values by a Gaussian kernel, two bandwidths beyond the outermost; 1 where it is highest. On a log axis it is
 * the density of the logarithm, or its area would not be a share of the values. Vega's own estimate tears five values into pieces.
 *
 * @see Scott, Multivariate Density Estimation (1992), the normal reference rule for the bandwidth
 */
export function violinOf(values: readonly number[], isShare: boolean): { value: number; width: number }[] {
  const [map, inverse] = isShare ? [(y: number) => y, (y: number) => y] : [Math.log, Math.exp];
  const mapped = values.map(map);
  const { min, max, sd = 0 } = spreadOf(mapped);
  const bandwidth = 1.06 * sd * values.length ** -0.2;
  const outline = Array.from({ length: STEPS + 1 }, (_, step) => {
    const at = min - 2 * bandwidth + (step / STEPS) * (max - min + 4 * bandwidth);
    const terms = mapped.map((each) => Math.exp(-(((at - each) / bandwidth) ** 2) / 2));
    return { value: inverse(at), width: terms.reduce((sum, term) => sum + term, 0) };
  });
  const highest = Math.max(...outline.map(({ width }) => width));
  return outline
    .filter(({ value }) => !isShare || (value >= 0 && value <= 1))
    .map(({ value, width }) => ({ value, width: width / highest }));
}

const STEPS = 40;
