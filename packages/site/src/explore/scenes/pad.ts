import { inkLevel, SIDE } from "../compute/ink.ts";
import { isDark } from "../draw/field.ts";
import type { Stroke } from "../models/strokes.ts";

/** Where a reader draws, with a pointer, or with the arrow keys and the space bar. */
export interface Pad {
  /** Shows the picture that the network reads. */
  readonly show: (ink: Uint8Array) => void;
  /** Begins a new drawing, and leaves the picture. */
  readonly forget: () => void;
  readonly erase: () => void;
  readonly undo: () => void;
}

/** @param onDrawn called with all strokes when one has ended, or was taken back */
export function padOn(canvas: HTMLCanvasElement, onDrawn: (strokes: readonly Stroke[]) => void): Pad {
  let strokes: [number, number][][] = [];
  let pen: { x: number; y: number; isDown: boolean } = { x: 0.5, y: 0.5, isDown: false };
  const draw = (next: [number, number][][]): void => {
    strokes = next;
    onDrawn(strokes);
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const at = ({ clientX, clientY }: PointerEvent): [number, number] => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return [(clientX - left) / width, (clientY - top) / height];
    };
    const stroke = [at(event)];
    strokes = [...strokes, stroke];
    const move = (next: PointerEvent): void => {
      stroke.push(at(next));
      showStrokes(canvas, strokes);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener(
      "lostpointercapture",
      () => {
        canvas.removeEventListener("pointermove", move);
        draw(strokes);
      },
      { once: true },
    );
  });
  canvas.addEventListener("keydown", (event) => {
    const step = 1 / SIDE;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    if (event.key === " ") {
      if (pen.isDown) draw(strokes);
      else strokes = [...strokes, [[pen.x, pen.y]]];
      pen = { ...pen, isDown: !pen.isDown };
    } else if (event.key in moves) {
      const [dx, dy] = moves[event.key];
      const within = (value: number): number => Math.min(Math.max(value, 0.1), 0.9);
      pen = { ...pen, x: within(pen.x + dx), y: within(pen.y + dy) };
      if (pen.isDown) strokes.at(-1)?.push([pen.x, pen.y]);
    } else return;
    event.preventDefault();
    showStrokes(canvas, strokes);
    showPen(canvas, pen);
  });

  return {
    show: (ink) => showInk(canvas, ink),
    forget: () => void (strokes = []),
    erase: () => draw([]),
    undo: () => draw(strokes.slice(0, -1)),
  };
}

/** The picture that the network reads. */
function showInk(canvas: HTMLCanvasElement, ink: Uint8Array): void {
  canvas.width = SIDE;
  canvas.height = SIDE;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const colour = isDark() ? [230, 233, 237] : [27, 31, 36];
  const image = context.createImageData(SIDE, SIDE);
  for (const [at, level] of ink.entries())
    image.data.set([...colour, Math.round(255 * inkLevel(level))], 4 * at);
  context.putImageData(image, 0, 0);
}

const SHARP = 280;

/** What the reader draws, in more pixels than the network reads. */
function showStrokes(canvas: HTMLCanvasElement, strokes: readonly Stroke[]): void {
  canvas.width = SHARP;
  canvas.height = SHARP;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.strokeStyle = isDark() ? "#e6e9ed" : "#1b1f24";
  context.lineWidth = 22;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * SHARP, y * SHARP);
    context.stroke();
  }
}

/** Where the pen of the keyboard is; a wide circle while it is up. */
function showPen(
  canvas: HTMLCanvasElement,
  { x, y, isDown }: { readonly x: number; readonly y: number; readonly isDown: boolean },
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.strokeStyle = "#d55e00";
  context.lineWidth = 4;
  context.beginPath();
  context.arc(x * SHARP, y * SHARP, isDown ? 6 : 12, 0, 2 * Math.PI);
  context.stroke();
}
