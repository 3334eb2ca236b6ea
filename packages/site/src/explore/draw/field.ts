import type { Field } from "../compute/field.ts";

type Colour = readonly [number, number, number];
const light = { paper: [255, 255, 255], negative: [118, 42, 131], positive: [0, 117, 106] } as const;
const dark = { paper: [20, 23, 27], negative: [190, 132, 208], positive: [64, 190, 174] } as const;

/** Whether the page is dark now: by the reader's choice, else by the system's. */
export const isDark = (): boolean =>
  (document.documentElement.dataset["theme"] ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

const mix = (from: Colour, to: Colour, share: number): Colour => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

const colourOf = (value: number, most: number): Colour => {
  const { paper, negative, positive } = isDark() ? dark : light;
  return mix(paper, value < 0 ? negative : positive, Math.min(Math.abs(value) / most, 1));
};

/** Draws a field on a canvas: purple below zero, the paper at zero, teal above; full colour at `most`. */
export function drawField(canvas: HTMLCanvasElement, { side, values }: Field, most: number): void {
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(side, side);
  for (let at = 0; at < values.length; at++) {
    const [r, g, b] = colourOf(values[at], most);
    image.data.set([r, g, b, 255], 4 * at);
  }
  context.putImageData(image, 0, 0);
}

const SHARP = 480;

/** A field with the samples as dots of their target's colour, x and y in [0, 1]. */
export async function drawFieldWithPoints(
  canvas: HTMLCanvasElement,
  field: Field,
  most: number,
  points: readonly (readonly [number, number, number])[],
): Promise<void> {
  drawField(canvas, field, most);
  const picture = await createImageBitmap(canvas);
  canvas.width = SHARP;
  canvas.height = SHARP;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, SHARP, SHARP);
  context.lineWidth = 1;
  context.strokeStyle = isDark() ? "#ffffff80" : "#00000070";
  for (const [x, y, target] of points) {
    const [r, g, b] = colourOf(target, most);
    context.fillStyle = `rgb(${r} ${g} ${b})`;
    context.beginPath();
    context.arc(x * SHARP, (1 - y) * SHARP, 3.2, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}
