import { pngUrl } from "./png.ts";
import { element, px, rectangle } from "./svg.ts";

type Colour = readonly [number, number, number];

/** How a number becomes a colour. Where it is 0, the paper shows, light or dark. */
export type Shade = (value: number) => { readonly colour: Colour; readonly depth: number };

const PURPLE: Colour = [144, 70, 158];
const TEAL: Colour = [0, 138, 126];
const ORANGE: Colour = [213, 94, 0];
const GREY: Colour = [120, 130, 140];

/** Teal above zero and purple below it, full at ±most. */
export const signed =
  (most: number): Shade =>
  (value) => ({ colour: value < 0 ? PURPLE : TEAL, depth: most > 0 ? Math.abs(value) / most : 0 });

/** Orange by the logarithm, over six decades up to the largest: importances differ by that much. */
export const byDecades =
  (most: number): Shade =>
  (value) => ({ colour: ORANGE, depth: value > 0 && most > 0 ? 1 + Math.log10(value / most) / 6 : 0 });

/** Grey where a weight is kept. */
export const kept: Shade = (value) => ({ colour: GREY, depth: value === 0 ? 0 : 1 });

/** A matrix to draw: row by row, a row for each neuron. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** The most pixels of a side; a larger matrix is drawn by one number for each block, that of the largest size. */
const LARGEST = 640;
const CELL = 14;
const HIGHEST = 170;
const TILES = 8;

export interface Drawn {
  readonly height: number;
  readonly content: string;
}

/** A matrix as a heat map, at most `width` pixels wide. Rows of a square number of inputs are drawn as pictures, one for each neuron. */
export function heatMap(
  matrix: Matrix,
  shade: Shade,
  x: number,
  y: number,
  width: number,
  asPictures: boolean,
): Drawn {
  const side = Math.sqrt(matrix.columns);
  if (asPictures && Number.isInteger(side) && side >= 8 && matrix.rows > 1)
    return pictures(matrix, side, shade, x, y, width);
  const shown = reduced(matrix);
  const [w, h] = [Math.min(width, matrix.columns * CELL), Math.min(HIGHEST, matrix.rows * CELL)];
  const rgba = new Uint8Array(4 * shown.rows * shown.columns);
  for (let at = 0; at < shown.rows * shown.columns; at++) paint(rgba, at, shade(shown.values[at]));
  return {
    height: h,
    content: image(x, y, w, h, shown.columns, shown.rows, rgba) + rectangle(x, y, w, h, { class: "frame" }),
  };
}

/** The rows as square pictures, eight beside each other. */
function pictures(
  { rows, values }: Matrix,
  side: number,
  shade: Shade,
  x: number,
  y: number,
  width: number,
): Drawn {
  const [across, down] = [Math.min(TILES, rows), Math.ceil(rows / TILES)];
  const step = side + 2;
  const [w, h] = [across * step - 2, down * step - 2];
  const rgba = new Uint8Array(4 * w * h);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < side * side; j++) {
      const column = (i % TILES) * step + (j % side);
      const row = Math.floor(i / TILES) * step + Math.floor(j / side);
      paint(rgba, row * w + column, shade(values[i * side * side + j]));
    }
  const height = px((width * h) / w);
  const tile = width / w;
  const frames = Array.from({ length: rows }, (_, i) =>
    rectangle(
      px(x + (i % TILES) * step * tile),
      px(y + Math.floor(i / TILES) * step * tile),
      px(side * tile),
      px(side * tile),
      {
        class: "frame",
      },
    ),
  );
  return { height, content: image(x, y, width, height, w, h, rgba) + frames.join("") };
}

/** A matrix of at most {@link LARGEST} rows and columns: of each block the number of largest size. */
export function reduced({ rows, columns, values }: Matrix): Matrix {
  const [tall, wide] = [Math.ceil(rows / LARGEST), Math.ceil(columns / LARGEST)];
  if (tall === 1 && wide === 1) return { rows, columns, values };
  const [I, J] = [Math.ceil(rows / tall), Math.ceil(columns / wide)];
  const result = new Float64Array(I * J);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const at = Math.floor(i / tall) * J + Math.floor(j / wide);
      const value = values[i * columns + j];
      if (Math.abs(value) > Math.abs(result[at])) result[at] = value;
    }
  return { rows: I, columns: J, values: result };
}

function paint(rgba: Uint8Array, at: number, { colour, depth }: ReturnType<Shade>): void {
  rgba.set([...colour, Math.round(255 * Math.min(Math.max(depth, 0), 1))], 4 * at);
}

const image = (
  x: number,
  y: number,
  width: number,
  height: number,
  columns: number,
  rows: number,
  rgba: Uint8Array,
): string =>
  element("image", {
    x,
    y,
    width,
    height,
    preserveAspectRatio: "none",
    "image-rendering": columns < width && rows < height ? "pixelated" : "auto",
    href: pngUrl(columns, rows, rgba),
  });
