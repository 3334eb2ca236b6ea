import type { Edge } from "../compute/edge.ts";
import { show } from "../format.ts";
import { el, px, svg, text } from "./svg.ts";

/** The weights of a layer, row by row, and which are kept. */
export interface DrawnLayer {
  readonly rows: number;
  readonly columns: number;
  readonly weight: readonly number[];
  readonly mask?: readonly number[];
  /** The weights before, where a removed one is drawn as it was. */
  readonly before?: readonly number[];
}

export interface NetworkDrawing {
  readonly layers: readonly DrawnLayer[];
  /** Of the inputs, then of the output. */
  readonly names: readonly string[];
  /** A weight with a halo and its number. */
  readonly selected?: Edge | undefined;
  /** How far the bias of each neuron moved. */
  readonly moved?: readonly (readonly number[])[] | undefined;
  /** Whether edges answer a click. */
  readonly isActive?: boolean;
  readonly width: number;
  readonly height: number;
  readonly label?: string;
}

const MARGIN = 46;

/** A network, from the inputs at the left to the output at the right. Width is the size of a weight, hue its sign. */
export function drawNetwork(drawing: NetworkDrawing): string {
  const { layers, names, selected, width, height, isActive = false, label } = drawing;
  const sizes = [layers[0].columns, ...layers.map(({ rows }) => rows)];
  const radius = Math.max(...sizes) > 4 ? 9 : 15;
  const room = selected !== undefined && radius < 10 ? height - 34 : height;
  const place = (column: number, at: number): [number, number] => {
    const gap = Math.min(room / sizes[column], sizes[column] < 4 ? 96 : 60);
    const x = MARGIN + (column * (width - 2 * MARGIN)) / (sizes.length - 1);
    return [x, room / 2 + (at - (sizes[column] - 1) / 2) * gap];
  };
  const largest = Math.max(...layers.flatMap(({ weight, before = weight }) => before.map(Math.abs)));
  const edges: { readonly order: number; readonly drawn: string; readonly hit: string }[] = [];
  const isCrowded = selected !== undefined && radius < 10;
  let number = "";
  for (const [k, { rows, columns, weight, mask, before = weight }] of layers.entries())
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const at = i * columns + j;
        const [x0, y0] = place(k, j);
        const [x1, y1] = place(k + 1, i);
        const middle = px((x0 + x1) / 2);
        const d = `M${px(x0 + radius)} ${px(y0)}C${middle} ${px(y0)} ${middle} ${px(y1)} ${px(x1 - radius)} ${px(y1)}`;
        const isRemoved = mask?.[at] === 0;
        const value = isRemoved ? before[at] : weight[at];
        const isSelected = selected?.layer === k && selected.row === i && selected.column === j;
        const thick = px(0.5 + 3.5 * Math.sqrt(Math.abs(value) / largest));
        const kind = isRemoved
          ? `edge removed${isSelected ? " chosen" : ""}`
          : `edge ${value < 0 ? "negative" : "positive"}${isCrowded && !isSelected ? " quiet" : ""}`;
        let halo = "";
        if (isSelected) {
          halo = el("path", { class: "halo", d, "stroke-width": thick + 7 });
          // Between many edges the number would hide what it names.
          number = radius > 10 ? badge(middle, (y0 + y1) / 2, value) : badge(width / 2, height - 14, value);
        }
        edges.push({
          order: isSelected ? 1 : 0,
          drawn: halo + el("path", { class: kind, d, "stroke-width": isRemoved && !isSelected ? 1 : thick }),
          hit: isActive ? el("path", { class: "hit", d, "data-edge": `${k}.${i}.${j}` }) : "",
        });
      }
  const neurons = sizes.flatMap((size, column) =>
    Array.from({ length: size }, (_, at) => neuron(drawing, column, at, place(column, at), radius)),
  );
  const titles = [
    ...Array.from({ length: sizes[0] }, (_, at) => {
      const [x, y] = place(0, at);
      return text(x - radius - 8, y + 5, names[at], { class: "name", "text-anchor": "end" });
    }),
    (() => {
      const [x, y] = place(sizes.length - 1, 0);
      return text(x + radius + 8, y + 5, names[names.length - 1], { class: "name" });
    })(),
  ];
  edges.sort((a, b) => a.order - b.order);
  return svg(
    width,
    height,
    label,
    ...edges.map(({ drawn }) => drawn),
    ...neurons,
    ...titles,
    number,
    ...edges.map(({ hit }) => hit),
  );
}

const badge = (x: number, y: number, value: number): string => {
  const shown = `W = ${show(value)}`;
  const width = 9 * shown.length + 10;
  return (
    el("rect", { class: "label-box", x: px(x - width / 2), y: px(y - 13), width, height: 26, rx: 6 }) +
    text(x, y + 5, shown, { class: "label", "text-anchor": "middle" })
  );
};

/** A neuron, and an arc from 12 o'clock for how far its bias moved: clockwise for a larger bias, half a turn for the largest move. */
function neuron(
  { moved }: NetworkDrawing,
  column: number,
  at: number,
  [x, y]: readonly [number, number],
  radius: number,
): string {
  const circle = el("circle", { class: "neuron", cx: px(x), cy: px(y), r: radius });
  if (moved === undefined || column === 0) return circle;
  const most = Math.max(...moved.flat().map(Math.abs));
  const share = most > 0 ? moved[column - 1][at] / most : 0;
  if (Math.abs(share) < 0.005) return circle;
  const glow = el("circle", { class: "glow", cx: px(x), cy: px(y), r: px(radius + 2 + 9 * Math.abs(share)) });
  const angle = Math.PI * Math.min(Math.abs(share), 0.999) * Math.sign(share);
  const ring = radius + 3;
  const end = [px(x + ring * Math.sin(angle)), px(y - ring * Math.cos(angle))];
  const arc = el("path", {
    class: "bias-arc",
    d: `M${px(x)} ${px(y - ring)}A${ring} ${ring} 0 0 ${share > 0 ? 1 : 0} ${end[0]} ${end[1]}`,
  });
  return glow + circle + arc;
}
