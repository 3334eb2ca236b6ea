import { axes, logarithmic } from "../explore/draw/chart.ts";
import { power } from "../explore/draw/progress.ts";
import { el, path, px, svg, text } from "../explore/draw/svg.ts";
import type { Expression } from "./expression.ts";

/** The error of a central difference for a step h. */
export interface StepError {
  readonly h: number;
  readonly error: number;
}

/** |(f(x + h) − f(x − h)) / 2h − f′(x)| for h = 1, ½, ¼ … 2⁻⁵². */
export const stepErrors = (f: Expression, slope: number, x: number): StepError[] =>
  Array.from({ length: 53 }, (_, k) => {
    const h = 2 ** -k;
    // The distance of the two points as they are in floating point.
    const [right, left] = [x + h, x - h];
    return { h, error: Math.abs((f(right) - f(left)) / (right - left) - slope) };
  });

const HEIGHT = 330;
/** An error of 0 is drawn at the bottom. */
const LEAST = 1e-17;

/** The errors on logarithmic axes: they fall with h² until rounding takes over, and then rise with 1/h. */
export function drawSteps(errors: readonly StepError[], width: number): string {
  const frame = { left: 66, right: width - 16, top: 32, bottom: HEIGHT - 48 };
  const finite = errors.filter(({ error }) => Number.isFinite(error));
  const x = logarithmic([1e-16, 1], [frame.left, frame.right]);
  const high = 10 ** Math.ceil(Math.log10(Math.max(1, ...finite.map(({ error }) => error))));
  const y = logarithmic([LEAST, high], [frame.bottom, frame.top]);
  const every = <T>(values: readonly T[], step: number): T[] => values.filter((_, k) => k % step === 0);
  const at = (error: number): number => y.at(Math.min(Math.max(error, LEAST), high));
  const best = finite.reduce((least, each) => (each.error < least.error ? each : least), finite[0]);
  const lowest =
    best === undefined ? "" : `smallest ${best.error.toExponential(1)} at h = ${best.h.toExponential(1)}`;
  return svg(
    width,
    HEIGHT,
    `The error of the central difference against the step h: ${lowest}`,
    axes(
      frame,
      { ...x, ticks: every(x.ticks, 4) },
      { ...y, ticks: every(y.ticks, 3) },
      { x: "step h", y: "error of the difference" },
      power,
      power,
    ),
    el("path", {
      class: "guide",
      d: path([
        [x.at(1e-5), at(1e-10)],
        [x.at(1), at(1)],
      ]),
    }),
    text(x.at(1e-3) + 6, at(1e-6) + 22, "∝ h²", { class: "tick" }),
    el("path", {
      class: "guide",
      d: path([
        [x.at(1e-16), at(1)],
        [x.at(1e-5), at(1e-11)],
      ]),
    }),
    text(x.at(1e-11) + 6, at(1e-5) - 8, "∝ 1/h", { class: "tick" }),
    el("path", { class: "training", d: path(finite.map(({ h, error }) => [x.at(h), at(error)])) }),
    ...finite.map(({ h, error }) =>
      el("circle", { class: "now", cx: px(x.at(h)), cy: px(at(error)), r: 2.6 }),
    ),
  );
}
