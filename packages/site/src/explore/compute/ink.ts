import type { Stroke } from "../models/strokes.ts";

/** Pixels a side, and the box that a digit fills, as in MNIST. */
export const SIDE = 28;
const BOX = 20;
const PEN = 2.6;
const LEVELS = 3;

/** Strokes as a picture of 28 × 28 levels 0 to 3: scaled to a box of 20 × 20, with the centre of mass in the middle, as MNIST's digits are. */
export function inkOf(strokes: readonly Stroke[]): Uint8Array {
  const points = strokes.flat();
  if (points.length === 0) return new Uint8Array(SIDE * SIDE);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const size = Math.max(width, height, 0.05);
  const scale = (BOX - PEN) / size;
  const placed = (dx: number, dy: number): Stroke[] =>
    strokes.map((stroke) =>
      stroke.map(([x, y]): [number, number] => [(x - left) * scale + dx, (y - top) * scale + dy]),
    );
  const first = drawn(placed(4, 4));
  let [mass, mx, my] = [0, 0, 0];
  first.forEach((ink, at) => {
    mass += ink;
    mx += ink * ((at % SIDE) + 0.5);
    my += ink * (Math.floor(at / SIDE) + 0.5);
  });
  // The centre of mass in the middle, as far as no line leaves the picture.
  const shifted = (centre: number, extent: number): number =>
    Math.min(Math.max(4 + SIDE / 2 - centre, PEN / 2), SIDE - extent * scale - PEN / 2);
  const centred = drawn(placed(shifted(mx / mass, width), shifted(my / mass, height)));
  return Uint8Array.from(centred, (ink) => Math.round(LEVELS * ink));
}

/** The ink of each pixel: how far its centre is from the nearest line. */
function drawn(strokes: readonly Stroke[]): Float64Array {
  const ink = new Float64Array(SIDE * SIDE);
  for (let at = 0; at < ink.length; at++) {
    const [px, py] = [(at % SIDE) + 0.5, Math.floor(at / SIDE) + 0.5];
    for (const stroke of strokes)
      for (const [k, [x1, y1]] of stroke.entries()) {
        const [x0, y0] = stroke[Math.max(k - 1, 0)];
        const [dx, dy] = [x1 - x0, y1 - y0];
        const length = dx * dx + dy * dy;
        const along = length === 0 ? 0 : Math.min(Math.max(((px - x0) * dx + (py - y0) * dy) / length, 0), 1);
        const distance = Math.hypot(px - x0 - along * dx, py - y0 - along * dy);
        ink[at] = Math.max(ink[at], Math.min(Math.max((PEN + 1) / 2 - distance, 0), 1));
      }
  }
  return ink;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The levels as text for a link: a letter for each run of one level, which holds the level and a length of up to 16. */
export function inkText(ink: Uint8Array): string {
  let text = "";
  for (let at = 0; at < ink.length;) {
    let length = 1;
    while (length < 16 && at + length < ink.length && ink[at + length] === ink[at]) length++;
    text += ALPHABET[16 * ink[at] + length - 1];
    at += length;
  }
  return text;
}

/** The levels of such a text; undefined when it is not one. */
export function inkFrom(text: string): Uint8Array | undefined {
  const ink: number[] = [];
  for (const letter of text) {
    const code = ALPHABET.indexOf(letter);
    if (code < 0) return undefined;
    for (let k = 0; k <= code % 16; k++) ink.push(Math.floor(code / 16));
  }
  return ink.length === SIDE * SIDE ? Uint8Array.from(ink) : undefined;
}

export const inkLevel = (level: number): number => level / LEVELS;
