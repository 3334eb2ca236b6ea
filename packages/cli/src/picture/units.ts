import { nameOfUnits } from "../report/unit-scores.ts";
import type { LayerUnits } from "../report/unit-scores.ts";
import { drawInputs } from "./inputs.ts";
import { drawing, element, px, rectangle, text } from "./svg.ts";

const SIDE = 280;
const MARGIN = 24;
const HEADING = 24;
const BARS = 60;
const ROW = HEADING + BARS + 28;

/** The importance of whole units: inputs as an image where their number is a square, neurons as bars in descending order, layer by layer. */
export function drawUnits(layers: readonly LayerUnits[]): string {
  const [first] = layers;
  if (first?.layer === undefined && first?.readBy === undefined) {
    const place = { x: MARGIN, y: MARGIN, side: SIDE };
    return drawing(
      SIDE + 2 * MARGIN,
      SIDE + 2 * MARGIN + 40,
      "Importance of the inputs",
      drawInputs(first.importance, place),
    );
  }
  return drawing(
    2 * SIDE + 2 * MARGIN,
    layers.length * ROW + 2 * MARGIN,
    "Importance of the neurons",
    layers.flatMap((layer, at) => drawLayer(layer, MARGIN + at * ROW)),
  );
}

/** One bar a neuron, all layers on their own scale. */
function drawLayer(units: LayerUnits, y: number): string[] {
  const { importance } = units;
  const sorted = importance.filter((each) => each > 0 && each < Infinity).toSorted((a, b) => b - a);
  const width = (2 * SIDE) / importance.length;
  const [most = 1] = sorted;
  const bottom = y + HEADING + BARS;
  return [
    text(MARGIN, y + 12, `${nameOfUnits(units, true)} by importance, of ${importance.length}`),
    ...sorted.map((each, at) => {
      const height = px((BARS * each) / most);
      return rectangle(px(MARGIN + at * width), px(bottom - height), px(Math.max(0.5, width - 1)), height, {
        class: "mark",
      });
    }),
    element("path", { d: `M${MARGIN} ${bottom}h${2 * SIDE}`, class: "frame" }),
  ];
}
