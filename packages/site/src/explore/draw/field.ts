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

/** Draws a field on a canvas: purple below zero, the paper at zero, teal above; full colour at `most`. */
export function drawField(canvas: HTMLCanvasElement, { side, values }: Field, most: number): void {
  const { paper, negative, positive } = isDark() ? dark : light;
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(side, side);
  for (let at = 0; at < values.length; at++) {
    const share = Math.min(Math.abs(values[at]) / most, 1);
    const [r, g, b] = mix(paper, values[at] < 0 ? negative : positive, share);
    image.data.set([r, g, b, 255], 4 * at);
  }
  context.putImageData(image, 0, 0);
}
