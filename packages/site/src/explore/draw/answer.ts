import { percent } from "../format.ts";
import { el, px, svg, text } from "./svg.ts";

/** The probabilities of the ten digits as bars, the largest one named. */
export function drawAnswer(probabilities: readonly number[], name: string): string {
  const [width, row] = [150, 17];
  const best = probabilities.indexOf(Math.max(...probabilities));
  return svg(
    width,
    10 * row + 6,
    `${name}: ${best}, ${percent(probabilities[best])}`,
    ...probabilities.map((probability, digit) => {
      const y = digit * row;
      return (
        text(12, y + 14, String(digit), {
          class: digit === best ? "strong" : "tick",
          "text-anchor": "middle",
        }) +
        el("rect", { class: "track", x: 26, y: y + 4, width: width - 30, height: 11, rx: 3 }) +
        el("rect", {
          class: digit === best ? "bar best-bar" : "bar",
          x: 26,
          y: y + 4,
          width: px((width - 30) * probability),
          height: 11,
          rx: 3,
        })
      );
    }),
  );
}

/** How strongly each pixel is read: full ink for the most, the paper for a pixel that is not read. */
export function drawRead(
  canvas: HTMLCanvasElement,
  read: readonly number[],
  ink: readonly [number, number, number],
): void {
  const side = Math.round(Math.sqrt(read.length));
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const most = Math.max(...read, 1e-300);
  const image = context.createImageData(side, side);
  for (const [at, sum] of read.entries())
    image.data.set([...ink, Math.round(255 * Math.sqrt(sum / most))], 4 * at);
  context.putImageData(image, 0, 0);
}
