import type { Factors } from "../compute/spread.ts";
import { el, px, svg } from "./svg.ts";

const SIDE = 88;
/** The side of an area that is the largest of the network. */
const LARGEST = 40;

export const factorNames = ["weight", "energy", "variance", "importance"] as const;

/** A factor of the importance as an area; the dashed outline is the largest one of the network. E[G] is a disc, as the dots that it is the mean of. */
export function drawArea(name: (typeof factorNames)[number], factors: Factors, largest: Factors): string {
  const share = factors[name] / largest[name];
  const half = Math.min(LARGEST * Math.sqrt(share), SIDE) / 2;
  const shape = (radius: number, kind: string): string =>
    name === "energy"
      ? el("circle", { class: kind, cx: SIDE / 2, cy: SIDE / 2, r: px((2 * radius) / Math.sqrt(Math.PI)) })
      : el("rect", {
          class: kind,
          x: px(SIDE / 2 - radius),
          y: px(SIDE / 2 - radius),
          width: px(2 * radius),
          height: px(2 * radius),
        });
  return svg(SIDE, SIDE, undefined, shape(half, `area ${name}`), shape(LARGEST / 2, "largest"));
}
