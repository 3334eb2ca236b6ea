import { percent } from "../format.ts";
import { axes, linear } from "./chart.ts";
import { el, marker, path, px, svg, text } from "./svg.ts";

export interface AccuracyCurve {
  readonly className: string;
  readonly shape: string;
  readonly points: readonly (readonly [ratio: number, accuracy: number])[];
}

const HEIGHT = 240;

/** Test accuracy against the ratio. The first half of the axis is left out: there every curve is flat. */
export function drawAccuracies(
  curves: readonly AccuracyCurve[],
  dense: number,
  ratio: number,
  width: number,
): string {
  const frame = { left: 56, right: width - 16, top: 32, bottom: HEIGHT - 46 };
  const x = linear([0.5, 1], [frame.left, frame.right]);
  const y = linear([0, 1], [frame.bottom, frame.top]);
  return svg(
    width,
    HEIGHT,
    "Test accuracy against the fraction of removed weights, for three ways to prune",
    axes(frame, x, y, { x: "removed weights", y: "test accuracy" }, percent, percent),
    el("path", { class: "dense", d: `M${frame.left} ${px(y.at(dense))}H${frame.right}` }),
    text(x.at(0.74), y.at(dense) - 6, "dense", { class: "tick" }),
    ...curves.map(
      ({ points, className, shape }) =>
        el("path", { class: `loss ${className}`, d: path(points.map(([r, a]) => [x.at(r), y.at(a)])) }) +
        points.map(([r, a]) => marker(shape, x.at(r), y.at(a), { class: `mark ${className}` })).join(""),
    ),
    ratio < 0.5 ? "" : el("path", { class: "cursor", d: `M${px(x.at(ratio))} ${frame.bottom}V${frame.top}` }),
  );
}
