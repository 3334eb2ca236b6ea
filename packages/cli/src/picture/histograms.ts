import type { Network } from "@espalier/prune";
import type { ScoreSummary } from "../report/scores.ts";
import { showLayer } from "../show/layer.ts";
import { showCount } from "../show/words.ts";
import type { Place } from "./inputs.ts";
import { element, px, rectangle, text } from "./svg.ts";

const HEADING = 24;
const ROW = 84;
const BARS = 44;

export const histogramsHeight = ({ layers }: ScoreSummary): number => HEADING + layers.length * ROW + 20;

/** How many weights of each layer have an importance in each decade, all on one scale. */
export function drawHistograms(
  network: Network,
  { layers, firstDecade }: ScoreSummary,
  { x, y, side }: Place,
): string[] {
  const decades = layers[0].histogram.length;
  const width = side / Math.max(decades, 1);
  const bottom = y + HEADING + layers.length * ROW;
  const every = Math.ceil(decades / 6); // labels that fit beside each other
  const labels = Array.from({ length: decades + 1 }, (_, at) => at).filter((at) => at % every === 0);
  return [
    text(x, y + 12, "Weights by importance, a bar a decade"),
    ...layers.flatMap(({ histogram, free, weights }, k) => {
      const top = y + HEADING + k * ROW;
      const most = Math.max(...histogram);
      const none = free === 0 ? "" : `, ${showCount(free)} free`;
      return [
        text(x, top + 14, `${showLayer(k, network.layers[k])}: ${showCount(weights)}${none}`, {
          class: "quiet",
        }),
        ...histogram.map((count, at) => {
          const height = px((BARS * count) / most);
          return rectangle(px(x + at * width), px(top + 20 + BARS - height), px(width - 1), height, {
            class: "mark",
          });
        }),
        element("path", { d: `M${x} ${top + 20 + BARS}h${side}`, class: "frame" }),
      ];
    }),
    ...labels.map((at) =>
      text(px(x + at * width), bottom + 4, superscript(firstDecade + at), {
        class: "quiet",
        "text-anchor": "middle",
      }),
    ),
  ];
}

const superscript = (exponent: number): string =>
  `10<tspan dy="-5" font-size="10">${String(exponent).replace("-", "−")}</tspan>`;
