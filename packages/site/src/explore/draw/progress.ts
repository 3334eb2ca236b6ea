import { axes, linear, logarithmic } from "./chart.ts";
import { el, path, px, svg } from "./svg.ts";
import { show } from "../format.ts";

const HEIGHT = 210;

/** The loss of each epoch of a training, on a logarithmic scale. */
export function drawTraining(losses: readonly number[], epochs: number, width: number): string {
  const frame = { left: 66, right: width - 14, top: 32, bottom: HEIGHT - 46 };
  const x = linear([0, epochs], [frame.left, frame.right]);
  const low = 10 ** Math.floor(Math.log10(Math.min(1e-3, ...losses)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(0.1, ...losses)));
  const y = logarithmic([low, high], [frame.bottom, frame.top]);
  const last = losses.at(-1);
  return svg(
    width,
    HEIGHT,
    last === undefined ? "No epoch yet." : `The loss of ${losses.length} epochs, at the end ${show(last)}.`,
    axes(frame, x, y, { x: "epoch", y: "loss" }, power, String),
    el("path", { class: "training", d: path(losses.map((loss, at) => [x.at(at + 1), y.at(loss)])) }),
    last === undefined
      ? ""
      : el("circle", { class: "now", cx: px(x.at(losses.length)), cy: px(y.at(last)), r: 5 }),
  );
}

/** A power of ten as the label of an axis. */
export const power = (value: number): string =>
  `10${String(Math.round(Math.log10(value)))
    .replace("-", "⁻")
    .replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])}`;
