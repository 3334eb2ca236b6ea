import type { Spread } from "../compute/spread.ts";
import { show } from "../format.ts";
import { linear } from "./chart.ts";
import { el, marker, px, svg, text } from "./svg.ts";

const HEIGHT = 220;
/** The most dots; of more samples those at as many quantiles are drawn. */
const MOST = 60;

export interface SpreadDrawing extends Spread {
  readonly name: string;
  /** The range of the axis, which stays while a dot moves. */
  readonly range: readonly [number, number];
  /** The dot that the keyboard moves. */
  readonly cursor: number | undefined;
  readonly width: number;
}

/** The scale of the axis, for the drawing and for a pointer on it. */
export const spreadScale = (range: readonly [number, number], width: number): ReturnType<typeof linear> =>
  linear(range, [30, width - 24]);

/** How much of the weight, the sum of G, falls into each of some bins of equal width. */
export function histogram(
  values: readonly number[],
  g: readonly number[],
  [low, high]: readonly [number, number],
  bins: number,
): number[] {
  const sums = Array.from({ length: bins }, () => 0);
  const total = g.reduce((sum, each) => sum + each, 0);
  for (const [n, value] of values.entries()) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    if (total > 0) sums[Math.min(Math.max(bin, 0), bins - 1)] += g[n] / total;
  }
  return sums;
}

/** Which values stand in the middles of `count` equal parts of all values in their order. */
const quantiles = (values: readonly number[], count: number): number[] => {
  const order = values.map((_, n) => n).toSorted((a, b) => values[a] - values[b]);
  return Array.from({ length: count }, (_, k) => order[Math.floor(((k + 0.5) * order.length) / count)]);
};

/**
 * The values of an input as dots whose area is G, before the histogram that G weights; the band is one standard deviation to each side of
 * the mean.
 */
export function drawSpread(drawing: SpreadDrawing): string {
  const { x: values, g, mean, variance, plainMean, name, range, cursor, width } = drawing;
  const x = spreadScale(range, width);
  const base = HEIGHT - 64;
  const most = Math.max(...g, 1e-300);
  const isMany = values.length > MOST;
  const size = isMany ? 5 : 11;
  // Dots of nearly the same value stand on top of each other.
  const heights = new Map<number, number>();
  const shown = isMany ? quantiles(values, MOST) : values.map((_, n) => n);
  const levels = shown.map((n) => {
    const value = values[n];
    const slot = Math.round(x.at(value) / (isMany ? 9 : 24));
    const level = heights.get(slot) ?? 0;
    heights.set(slot, level + 1);
    return level;
  });
  const lift = Math.min((base - 40) / Math.max(...levels, 1), 2 * size + 2);
  const dots = shown.map((n, at) => {
    const r = Math.max(1.4, size * Math.sqrt(g[n] / most));
    const y = base - size - levels[at] * lift;
    return el("circle", {
      class: n === cursor ? "dot current" : g[n] === 0 ? "dot asleep" : "dot",
      cx: px(x.at(values[n])),
      cy: px(Math.max(y, 8)),
      r: px(r),
      "data-dot": n,
    });
  });
  // A few values are nearly whole numbers, which then stand in the middle of a bar.
  const [first, last] = isMany ? range : [range[0] - 0.5, range[1] + 0.5];
  const bins = isMany ? 32 : Math.max(Math.round(last - first), 1);
  const shares = histogram(values, g, [first, last], bins);
  const unit = (base - 30) / Math.max(...shares, 1e-300);
  const step = (last - first) / bins;
  const bars = shares.map((share, k) => {
    const [from, to] = [x.at(first + k * step), x.at(first + (k + 1) * step)];
    return el("rect", {
      class: "share",
      x: px(from),
      y: px(base - share * unit),
      width: px(to - from - 1),
      height: px(share * unit),
    });
  });
  const [low, high] = [mean - Math.sqrt(variance), mean + Math.sqrt(variance)];
  return svg(
    width,
    HEIGHT,
    `${values.length} values of ${name}. Their mean under G is ${show(mean)}, the variance ${show(variance)}; the plain mean is ${show(plainMean)}.`,
    el("rect", {
      class: "band",
      x: px(x.at(low)),
      y: 6,
      width: px(Math.max(x.at(high) - x.at(low), 1)),
      height: base - 6,
    }),
    ...bars,
    el("path", { class: "axis", d: `M20 ${base}H${width - 10}` }),
    ...x.ticks.map((tick) =>
      text(x.at(tick), base + 18, show(tick), { class: "tick", "text-anchor": "middle" }),
    ),
    ...dots,
    marker("triangle-up", x.at(plainMean), base + 30, { class: "plain-mean" }),
    marker("triangle-up", x.at(mean), base + 30, { class: "mean" }),
    text(8, 16, isMany ? `${name}, ${MOST} of ${values.length} samples` : name, { class: "title" }),
    text(Math.min(Math.max(x.at(mean), 80), width - 80), base + 54, `mean under G: ${show(mean)}`, {
      class: "strong",
      "text-anchor": "middle",
    }),
  );
}
