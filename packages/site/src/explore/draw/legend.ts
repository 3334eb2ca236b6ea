import { el, marker, svg } from "./svg.ts";

/** A curve as its legend shows it. */
export interface LegendItem {
  readonly name: string;
  readonly className: string;
  readonly shape: string;
}

/** The items of a legend: a piece of each curve with its mark, so that shapes say what colours say. */
export const drawLegend = (items: readonly LegendItem[]): string =>
  items
    .map(({ name, className, shape }) => {
      const line = el("path", { class: `loss ${className}`, d: "M1 7H31" });
      const mark = marker(shape, 16, 7, { class: `mark ${className}` });
      return `<li>${svg(32, 14, undefined, line, mark)}${name}</li>`;
    })
    .join("");
