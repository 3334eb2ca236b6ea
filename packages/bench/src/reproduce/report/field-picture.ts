import { scheme } from "vega";
import { escapeHtml } from "../../report/html.ts";
import { showNumber } from "../../report/numbers.ts";
import { ink } from "../../report/palette.ts";

/** A field on a grid [rows, columns], the first row at the top. */
export interface FieldPanel {
  readonly title: string;
  readonly values: readonly number[];
  readonly scale: ColourScale;
}

export interface ColourScale {
  /** A scheme of Vega. */
  readonly colours: "viridis" | "redblue";
  readonly low: number;
  readonly high: number;
}

const LEVELS = 25;
const cell = { width: 4, height: 9 };
const gap = { x: 28, y: 34 };
const edge = 8;

/**
 * Panels as one drawing, in rows of `across`. A colour of a panel is one path of horizontal strokes, a stroke for each run of
 * cells, which takes a tenth of the room that squares would.
 */
export function fieldPicture(
  about: { readonly title: string; readonly caption: string },
  columns: number,
  across: number,
  panels: readonly (FieldPanel | undefined)[],
  scales: readonly { readonly title: string; readonly scale: ColourScale }[],
): string {
  const rows = Math.ceil(panels.length / across);
  const tall = Math.max(...panels.map((panel) => (panel?.values.length ?? 0) / columns));
  const [width, height] = [columns * cell.width, tall * cell.height];
  const drawn = panels.map((panel, at) => {
    const [x, y] = [(at % across) * (width + gap.x), Math.floor(at / across) * (height + gap.y)];
    return panel === undefined ? "" : place(x, y, panelOf(panel, columns));
  });
  const below = rows * (height + gap.y);
  const keys = scales.map((key, at) => place(at * (width + gap.x), below, keyOf(key, width)));
  const total = [across * (width + gap.x) - gap.x + 2 * edge, below + 54 + 2 * edge];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total[0]} ${total[1]}" width="${total[0]}" height="${total[1]}" role="img" font-family="Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif" font-size="12" fill="${ink}"><title>${escapeHtml(about.title)}</title><desc>${escapeHtml(about.caption)}</desc><rect width="100%" height="100%" fill="white"/>${place(edge, edge, [...drawn, ...keys].join(""))}</svg>\n`;
}

const place = (x: number, y: number, content: string): string =>
  `<g transform="translate(${x},${y})">${content}</g>`;

function panelOf({ title, values, scale }: FieldPanel, columns: number): string {
  const strokes = new Map<string, string>();
  for (let start = 0; start < values.length;) {
    const [row, column] = [Math.floor(start / columns), start % columns];
    const colour = colourOf(scale, values[start]);
    let end = start + 1;
    while (end < (row + 1) * columns && colourOf(scale, values[end]) === colour) end++;
    strokes.set(colour, `${strokes.get(colour) ?? ""}M${column} ${row + 0.5}h${end - start}`);
    start = end;
  }
  const paths = [...strokes].map(([colour, path]) => `<path stroke="${colour}" d="${path}"/>`);
  return `<text y="12">${escapeHtml(title)}</text><g transform="translate(0,18) scale(${cell.width},${cell.height})" stroke-width="1.02" shape-rendering="crispEdges">${paths.join("")}</g>`;
}

/** What the colours mean: a bar from the lowest to the highest. */
function keyOf(
  { title, scale }: { readonly title: string; readonly scale: ColourScale },
  width: number,
): string {
  const step = width / LEVELS;
  const bars = Array.from({ length: LEVELS }, (_, level) => {
    const value = scale.low + ((level + 0.5) / LEVELS) * (scale.high - scale.low);
    return `<rect x="${(level * step).toFixed(2)}" y="18" width="${(step + 0.3).toFixed(2)}" height="10" fill="${colourOf(scale, value)}"/>`;
  });
  return `<text y="12">${escapeHtml(title)}</text>${bars.join("")}<text y="42">${showNumber(scale.low).replace("-", "−")}</text><text x="${width}" y="42" text-anchor="end">${showNumber(scale.high)}</text>`;
}

/** One of {@link LEVELS} colours; what is beyond an end has the colour of that end. */
function colourOf({ colours, low, high }: ColourScale, value: number): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const level = Math.min(Math.max(Math.floor(share * LEVELS), 0), LEVELS - 1) / (LEVELS - 1);
  const interpolate = scheme(colours) as (share: number) => string; // both schemes are continuous
  // Blue is less, red is more.
  return hex(interpolate(colours === "redblue" ? 1 - level : level));
}

/** `rgb(1, 2, 3)` as `#010203`; what is so already stays. */
const hex = (colour: string): string =>
  colour.startsWith("#")
    ? colour
    : `#${(colour.match(/\d+/g) ?? []).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
