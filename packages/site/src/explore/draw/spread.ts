import type { Spread } from "../compute/spread.ts";
import { show } from "../format.ts";
import { linear } from "./chart.ts";
import { el, marker, px, svg, text } from "./svg.ts";

const HEIGHT = 220;

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

/** The values of an input as dots whose area is G, above them the mean and the band of one standard deviation. */
export function drawSpread(drawing: SpreadDrawing): string {
  const { x: values, g, mean, variance, plainMean, name, range, cursor, width } = drawing;
  const x = spreadScale(range, width);
  const base = HEIGHT - 64;
  const most = Math.max(...g, 1e-300);
  const isMany = values.length > 60;
  const size = isMany ? 5 : 11;
  // Dots of nearly the same value stand on top of each other.
  const heights = new Map<number, number>();
  const levels = values.map((value) => {
    const slot = Math.round(x.at(value) / (isMany ? 7 : 24));
    const level = heights.get(slot) ?? 0;
    heights.set(slot, level + 1);
    return level;
  });
  const step = Math.min((base - 40) / Math.max(...levels, 1), isMany ? 7 : 2 * size + 2);
  const dots = values.map((value, n) => {
    const r = Math.max(1.4, size * Math.sqrt(g[n] / most));
    const y = base - size - levels[n] * step;
    return el("circle", {
      class: n === cursor ? "dot current" : g[n] === 0 ? "dot asleep" : "dot",
      cx: px(x.at(value)),
      cy: px(Math.max(y, 8)),
      r: px(r),
      "data-dot": n,
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
    el("path", { class: "axis", d: `M20 ${base}H${width - 10}` }),
    ...x.ticks.map((tick) =>
      text(x.at(tick), base + 18, show(tick), { class: "tick", "text-anchor": "middle" }),
    ),
    ...dots,
    marker("triangle-up", x.at(plainMean), base + 30, { class: "plain-mean" }),
    marker("triangle-up", x.at(mean), base + 30, { class: "mean" }),
    text(8, 16, `input ${name}`, { class: "title" }),
    text(Math.min(Math.max(x.at(mean), 80), width - 80), base + 54, `mean under G: ${show(mean)}`, {
      class: "strong",
      "text-anchor": "middle",
    }),
  );
}
