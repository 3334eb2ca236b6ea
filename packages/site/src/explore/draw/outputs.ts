import { linear } from "./chart.ts";
import { el, px, svg, text } from "./svg.ts";
import { show } from "../format.ts";

/** The outputs of a few samples before and after, a row each. */
export function drawOutputs(before: ArrayLike<number>, after: ArrayLike<number>): string {
  const N = before.length;
  const [width, row, left] = [430, 27, 58];
  const all = [...Array.from(before), ...Array.from(after)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = linear([low - 0.5, high + 0.5], [left, width - 14]);
  const rows = Array.from({ length: N }, (_, n) => {
    const y = 40 + n * row;
    const [a, b] = [x.at(before[n]), x.at(after[n])];
    return (
      text(left - 14, y + 4, String(n + 1), { class: "tick", "text-anchor": "end" }) +
      el("path", { class: "grid", d: `M${left} ${y}H${width - 14}` }) +
      el("path", { class: "change", d: `M${px(a)} ${y}H${px(b)}` }) +
      el("circle", { class: "before", cx: px(a), cy: y, r: 5.5 }) +
      el("circle", { class: "after", cx: px(b), cy: y, r: 4 })
    );
  });
  const zero = x.at(0);
  const bottom = 40 + N * row;
  return svg(
    width,
    bottom + 22,
    `Outputs of ${N} samples, before and after: ${Array.from(before, (value, n) => `${show(value)} and ${show(after[n])}`).join("; ")}`,
    text(6, 16, "sample", { class: "title" }),
    text(width - 14, 16, "output", { class: "title", "text-anchor": "end" }),
    el("path", { class: "axis", d: `M${px(zero)} 26V${bottom - 8}` }),
    ...rows,
    ...x.ticks.map((tick) =>
      text(x.at(tick), bottom + 12, show(tick), { class: "tick", "text-anchor": "middle" }),
    ),
  );
}
