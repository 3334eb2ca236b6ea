import type { Tensor } from "@espalier/tensor";
import { showNumber } from "../show/words.ts";
import { drawing, element, px, rectangle, text } from "./svg.ts";

const [SIDE, MARGIN] = [290, 24];
const BINS = 41;
const POINTS = 1500;

/** The outputs of two networks on the same samples: one against the other, and a histogram of their differences. */
export function drawChanges(before: Tensor, after: Tensor): string {
  const top = MARGIN + 24;
  return drawing(2 * SIDE + 3 * MARGIN, SIDE + 104, "Outputs before and after pruning", [
    ...scatter(before.data, after.data, MARGIN, top),
    ...histogram(before.data, after.data, 2 * MARGIN + SIDE, top),
  ]);
}

/** Each output of each sample as a dot, evenly spaced ones where there are many; on the line nothing has changed. */
function scatter(before: ArrayLike<number>, after: ArrayLike<number>, x: number, y: number): string[] {
  const stride = Math.ceil(before.length / POINTS);
  const chosen = Array.from({ length: Math.floor((before.length - 1) / stride) + 1 }, (_, k) => k * stride);
  const [low, high] = [Array.from(before), Array.from(after)]
    .flat()
    .reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const at = (value: number): number => (high > low ? ((value - low) / (high - low)) * SIDE : SIDE / 2);
  return [
    text(x, y - 10, "After, against before"),
    rectangle(x, y, SIDE, SIDE, { class: "frame" }),
    element("path", { class: "frame", d: `M${x} ${y + SIDE}L${x + SIDE} ${y}` }),
    ...chosen.map((n) =>
      element("circle", {
        class: "mark",
        cx: px(x + at(before[n])),
        cy: px(y + SIDE - at(after[n])),
        r: 1.8,
        "fill-opacity": 0.5,
      }),
    ),
    text(x, y + SIDE + 18, signedNumber(low), { class: "quiet" }),
    text(x + SIDE, y + SIDE + 18, `before ${signedNumber(high)}`, { class: "quiet", "text-anchor": "end" }),
  ];
}

/** How many outputs change by how much. */
function histogram(before: ArrayLike<number>, after: ArrayLike<number>, x: number, y: number): string[] {
  const changes = Array.from(before, (value, n) => after[n] - value);
  const most = changes.reduce((so, change) => Math.max(so, Math.abs(change)), 0);
  const counts = Array.from({ length: BINS }, () => 0);
  for (const change of changes)
    counts[Math.min(BINS - 1, Math.floor(((most > 0 ? change / most : 0) + 1) * (BINS / 2)))]++;
  const tallest = Math.max(...counts);
  const width = SIDE / BINS;
  return [
    text(x, y - 10, "Changes of the outputs"),
    ...counts.map((count, k) => {
      const height = px((SIDE * 0.96 * count) / tallest);
      return rectangle(px(x + k * width), px(y + SIDE - height), px(width - 1), height, { class: "mark" });
    }),
    element("path", { class: "frame", d: `M${x} ${y + SIDE}h${SIDE}` }),
    text(x, y + SIDE + 18, `−${showNumber(most)}`, { class: "quiet" }),
    text(x + SIDE / 2, y + SIDE + 18, "0", { class: "quiet", "text-anchor": "middle" }),
    text(x + SIDE, y + SIDE + 18, showNumber(most), { class: "quiet", "text-anchor": "end" }),
  ];
}

const signedNumber = (value: number): string => showNumber(value).replace("-", "−");
