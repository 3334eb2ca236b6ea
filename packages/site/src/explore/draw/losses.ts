import { percent, show } from "../format.ts";
import { axes, linear, logarithmic } from "./chart.ts";
import { power } from "./progress.ts";
import { el, marker, path, px, svg, text } from "./svg.ts";

/** A curve of losses by the fraction of removed weights. */
export interface LossCurve {
  readonly name: string;
  readonly shape: string;
  /** Of the strategy's colour. */
  readonly className: string;
  /** In order of the ratio. */
  readonly points: readonly (readonly [ratio: number, loss: number])[];
  /** Of another seed: thin and without marks. */
  readonly isFaint?: boolean;
}

const HEIGHT = 290;

/** The loss after pruning against the ratio, a curve for each strategy, on a logarithmic scale. */
export function drawLosses(
  curves: readonly LossCurve[],
  dense: number,
  current: readonly [number, number],
  width: number,
): string {
  const frame = { left: 66, right: width - 18, top: 32, bottom: HEIGHT - 48 };
  const all = [...curves.flatMap(({ points }) => points.map(([, loss]) => loss)), dense, current[1]].filter(
    (loss) => loss > 0,
  );
  // Three decades at least, so that the axis stays while the slider moves.
  const low = 10 ** Math.floor(Math.log10(Math.min(1e-3, ...all)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(0.1, ...all)) - 1e-9);
  const x = linear([0, 1], [frame.left, frame.right]);
  const y = logarithmic([low, high], [frame.bottom, frame.top]);
  const drawn = curves
    .toSorted((a, b) => Number(b.isFaint ?? false) - Number(a.isFaint ?? false))
    .map(({ points, shape, className, isFaint = false }) => {
      const line = el("path", {
        class: `loss ${className}${isFaint ? " faint" : ""}`,
        d: path(points.map(([r, l]) => [x.at(r), y.at(l)])),
      });
      if (isFaint) return line;
      const last = points.at(-1);
      return (
        line +
        (last === undefined
          ? ""
          : marker(shape, x.at(last[0]), y.at(last[1]), { class: `mark ${className}` }))
      );
    });
  return svg(
    width,
    HEIGHT,
    `Loss against the fraction of removed weights: ${show(current[1])} at ${percent(current[0])}; dense ${show(dense)}.`,
    axes(frame, x, y, { x: "removed weights", y: "mean squared error" }, power, percent),
    el("path", { class: "dense", d: `M${frame.left} ${px(y.at(dense))}H${frame.right}` }),
    text(frame.left + 6, y.at(dense) - 6, "dense", { class: "tick" }),
    ...drawn,
    el("path", { class: "cursor", d: `M${px(x.at(current[0]))} ${frame.bottom}V${frame.top}` }),
    el("circle", { class: "now", cx: px(x.at(current[0])), cy: px(y.at(current[1])), r: 5.5 }),
  );
}
