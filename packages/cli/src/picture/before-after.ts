import type { Network } from "@espalier/prune";
import { showLayer } from "../show/layer.ts";
import { showCount, showNumber } from "../show/words.ts";
import { heatMap, signed } from "./heat-map.ts";
import { drawing, element, px, rectangle, text } from "./svg.ts";

const [SIDE, MARGIN, GAP] = [290, 24, 24];
const [BINS, BARS] = [49, 56];

/** Each layer of two networks: its weights before and after as heat maps on one scale, and below each a histogram of the weights that are not zero. */
export function drawBeforeAfter(before: Network, after: Network): string {
  const content: string[] = [];
  let y = 8;
  for (const [k, layer] of before.layers.entries()) {
    const [I, J] = layer.weight.shape;
    const pair = [layer.weight.data, after.layers[k].weight.data];
    const most = pair.flatMap((data) => Array.from(data)).reduce((so, w) => Math.max(so, Math.abs(w)), 0);
    content.push(text(MARGIN, y + 14, showLayer(k, layer)));
    let below = y;
    for (const [at, values] of pair.entries()) {
      const x = MARGIN + at * (SIDE + GAP);
      const map = heatMap({ rows: I, columns: J, values }, signed(most), x, y + 44, SIDE, k === 0);
      const bottom = y + 44 + map.height + 14 + BARS;
      content.push(
        text(x, y + 36, at === 0 ? "before" : "after", { class: "quiet" }),
        map.content,
        ...histogram(values, most, x, bottom),
      );
      below = Math.max(below, bottom + 22);
    }
    y = below + GAP;
  }
  return drawing(
    2 * SIDE + 2 * MARGIN + GAP,
    y,
    "The weights of each layer before and after pruning",
    content,
  );
}

/** The weights that are not zero, by size and sign. */
function histogram(values: ArrayLike<number>, most: number, x: number, bottom: number): string[] {
  const counts = Array.from({ length: BINS }, () => 0);
  let kept = 0;
  for (const w of Array.from(values)) {
    if (w === 0) continue;
    kept++;
    counts[Math.min(BINS - 1, Math.floor((w / most + 1) * (BINS / 2)))]++;
  }
  const tallest = Math.max(...counts, 1);
  const width = SIDE / BINS;
  return [
    ...counts.map((count, k) => {
      const height = px((BARS * count) / tallest);
      return rectangle(px(x + k * width), px(bottom - height), px(width - 1), height, { class: "mark" });
    }),
    element("path", { class: "frame", d: `M${x} ${bottom}h${SIDE}` }),
    text(x, bottom + 16, `−${showNumber(most)}`, { class: "quiet" }),
    text(x + SIDE / 2, bottom + 16, `${showCount(kept)} not zero`, {
      class: "quiet",
      "text-anchor": "middle",
    }),
    text(x + SIDE, bottom + 16, showNumber(most), { class: "quiet", "text-anchor": "end" }),
  ];
}
