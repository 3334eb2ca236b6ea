import { showNumber } from "../show/words.ts";
import { px, rectangle, text } from "./svg.ts";

/** Where something is drawn. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

const HEADING = 24;
const BARS_SHOWN = 16;

/** The importance of each input: as a picture where their number is a square of at least 4 × 4, else the largest as bars. */
export function drawInputs(inputs: readonly number[], place: Place): string[] {
  const root = Math.sqrt(inputs.length);
  const most = inputs.reduce((so, I) => Math.max(so, I), 0);
  return Number.isInteger(root) && root >= 4
    ? heatMap(inputs, root, most, place)
    : largestBars(inputs, most, place);
}

function heatMap(inputs: readonly number[], root: number, most: number, { x, y, side }: Place): string[] {
  const cell = side / root;
  const top = y + HEADING;
  const cells = inputs.flatMap((I, j) => {
    const depth = most > 0 ? Math.round((1000 * I) / most) / 1000 : 0;
    if (depth === 0) return [];
    const at = { x: x + (j % root) * cell, y: top + Math.floor(j / root) * cell };
    return [rectangle(px(at.x), px(at.y), px(cell), px(cell), { class: "mark", "fill-opacity": depth })];
  });
  return [
    text(x, y + 12, `Importance of the inputs, ${root} × ${root}`),
    ...cells,
    rectangle(x, top, side, side, { class: "frame" }),
    text(x, top + side + 16, `0 (blank) to ${showNumber(most)} (full)`, { class: "quiet" }),
  ];
}

function largestBars(inputs: readonly number[], most: number, { x, y, side }: Place): string[] {
  const order = Array.from(inputs.keys()).toSorted((a, b) => inputs[b] - inputs[a]);
  const shown = order.slice(0, BARS_SHOWN);
  const bar = side / BARS_SHOWN;
  const [labels, numbers] = [36, 60];
  const top = y + HEADING;
  return [
    text(
      x,
      y + 12,
      shown.length < inputs.length ? "Inputs of largest importance" : "Importance of the inputs",
    ),
    ...shown.flatMap((j, line) => {
      const width = most > 0 ? ((side - labels - numbers) * inputs[j]) / most : 0;
      const base = px(top + (line + 0.7) * bar);
      return [
        text(x + labels - 8, base, String(j), { class: "quiet", "text-anchor": "end" }),
        rectangle(x + labels, px(top + line * bar + 1), px(width), px(bar - 2), { class: "mark" }),
        text(px(x + labels + width + 6), base, showNumber(inputs[j]), { class: "quiet" }),
      ];
    }),
  ];
}
