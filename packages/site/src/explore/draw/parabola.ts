import { axes, linear } from "./chart.ts";
import { el, marker, path, px, svg, text } from "./svg.ts";
import type { Removal } from "../compute/removal.ts";
import { show } from "../format.ts";

export interface ParabolaDrawing extends Removal {
  /** The bias change that is set, and the exact error there. */
  readonly current: number;
  readonly error: number;
  /** The reader's guess; before it there is no curve. */
  readonly guess: number | undefined;
  readonly isRevealed: boolean;
  readonly width: number;
}

const HEIGHT = 280;

/** The error as a function of the change of the bias: the parabola of (5), and the exact error. */
export function drawParabola(drawing: ParabolaDrawing): string {
  const { delta, importance, energy, reach, deltas, exact, current, error, guess, isRevealed, width } =
    drawing;
  const frame = { left: 66, right: width - 14, top: 34, bottom: HEIGHT - 48 };
  const x = linear([delta - reach, delta + reach], [frame.left, frame.right]);
  const parabola = (value: number): number => energy * (value - delta) ** 2 + importance;
  const top = Math.max(parabola(delta + reach), ...exact, 1e-12) * 1.04;
  const y = linear([0, top], [frame.bottom, frame.top]);
  const inside = (value: number): number => Math.min(Math.max(value, 0), top);
  const parts = [
    axes(frame, x, y, { x: "change of the bias, δ", y: "error: mean square change of the output" }),
  ];
  if (isRevealed) {
    parts.push(
      el("path", { class: "rest", d: `M${frame.left} ${px(y.at(importance))}H${frame.right}` }),
      text(frame.right, y.at(importance) - 7, `I = ${show(importance)}`, {
        class: "strong",
        "text-anchor": "end",
      }),
      el("path", { class: "exact", d: path(deltas.map((each, k) => [x.at(each), y.at(exact[k])])) }),
      el("path", { class: "parabola", d: path(deltas.map((each) => [x.at(each), y.at(parabola(each))])) }),
      marker("diamond", x.at(delta), y.at(importance), { class: "best", "data-mark": "best" }),
    );
    if (guess !== undefined && Math.abs(guess - delta) <= reach)
      parts.push(marker("circle", x.at(guess), y.at(inside(parabola(guess))), { class: "guess" }));
  }
  if (!isRevealed)
    parts.push(
      ...["Drag the slider below.", "The curve appears when you let go."].map((line, at) =>
        text(frame.left + 12, (frame.top + frame.bottom) / 2 - 24 + 22 * at, line, { class: "hint" }),
      ),
    );
  const at = Math.min(Math.max(x.at(current), frame.left), frame.right);
  parts.push(
    el("path", { class: "cursor", d: `M${px(at)} ${frame.bottom}V${px(y.at(inside(error)))}` }),
    el("circle", { class: "now", cx: px(at), cy: px(y.at(inside(error))), r: 6 }),
  );
  const label = isRevealed
    ? `The error has its minimum ${show(importance)} at a bias change of ${show(delta)}. At ${show(current)} the exact error is ${show(error)}.`
    : `At a bias change of ${show(current)} the error is ${show(error)}. The curve appears after your guess.`;
  return svg(width, HEIGHT, label, ...parts);
}
