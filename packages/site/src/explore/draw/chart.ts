import { show } from "../format.ts";
import { el, px, text } from "./svg.ts";

/** A scale from numbers to pixels, with the numbers that its axis names. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

export function linear([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const step = niceStep((high - low) / 5);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step)
    ticks.push(Math.abs(tick) < step / 2 ? 0 : Number(tick.toPrecision(12)));
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}

export function logarithmic(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): Scale {
  const [a, b] = [Math.log10(low), Math.log10(high)];
  const ticks: number[] = [];
  for (let power = Math.ceil(a - 1e-9); power <= b + 1e-9; power++) ticks.push(Number(`1e${power}`));
  return { at: (value) => from + ((Math.log10(value) - a) / (b - a)) * (to - from), ticks };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 2.5, 5].find((step) => step * power >= rough * 0.999) ?? 10);
}

/** The rectangle of a chart in its drawing. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Axes with thin lines for the ticks, and titles at their ends. */
export function axes(
  { left, right, top, bottom }: Frame,
  x: Scale,
  y: Scale,
  titles: { readonly x: string; readonly y: string },
  format: (value: number) => string = show,
  formatX: (value: number) => string = show,
): string {
  return [
    ...y.ticks.map(
      (tick) =>
        el("path", { class: "grid", d: `M${left} ${px(y.at(tick))}H${right}` }) +
        text(left - 8, y.at(tick) + 4, format(tick), { class: "tick", "text-anchor": "end" }),
    ),
    ...x.ticks.map((tick) =>
      text(x.at(tick), bottom + 18, formatX(tick), { class: "tick", "text-anchor": "middle" }),
    ),
    el("path", { class: "axis", d: `M${left} ${bottom}H${right}` }),
    text(right, bottom + 36, titles.x, { class: "title", "text-anchor": "end" }),
    text(left - 8, top - 12, titles.y, { class: "title" }),
  ].join("");
}
