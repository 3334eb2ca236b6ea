import { ShapeError } from "./errors.ts";
import { sameShape, showShape } from "./tensor.ts";
import type { Shape } from "./tensor.ts";

/**
 * The shape of an elementwise result: axes are aligned at the right, and an axis of 1 stretches.
 *
 * @throws ShapeError when two axes differ and neither is 1
 * @see https://numpy.org/doc/stable/user/basics.broadcasting.html
 */
export function broadcastShapes(who: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1)
      throw new ShapeError(who, `a shape that broadcasts with ${showShape(a)}`, showShape(b));
    shape.push(sizeA === 1 ? sizeB : sizeA);
  }
  return shape;
}

/**
 * Checks that a tensor of shape `from` stretches to `shape`.
 *
 * @throws ShapeError when it does not stretch to exactly that shape
 */
export function checkStretch(who: string, from: Shape, shape: Shape): void {
  if (!sameShape(broadcastShapes(who, from, shape), shape))
    throw new ShapeError(who, `a shape that stretches to ${showShape(shape)}`, showShape(from));
}

/**
 * For each entry of `shape`, in row-major order, the index of its value in a tensor of shape `from` that is stretched to it.
 * One table serves every elementwise operation that has to stretch.
 */
export function stretchedOffsets(from: Shape, shape: Shape): Uint32Array {
  let offsets = new Uint32Array(1);
  let size = from.reduce((product, axis) => product * axis, 1);
  for (const [axis, count] of shape.entries()) {
    const own = from[axis - shape.length + from.length] ?? 1;
    size /= own;
    const step = own === 1 ? 0 : size;
    const next = new Uint32Array(offsets.length * count);
    for (let outer = 0; outer < offsets.length; outer++)
      for (let inner = 0; inner < count; inner++) next[outer * count + inner] = offsets[outer] + inner * step;
    offsets = next;
  }
  return offsets;
}

/**
 * The size of `from` if stretching it to `shape` repeats it as a whole, as rows repeat a bias; otherwise undefined. This is the
 * common case, and it needs no table of offsets.
 */
export function repeatedSize(from: Shape, shape: Shape): number | undefined {
  let first = 0;
  while (from[first] === 1) first++;
  let size = 1;
  for (let axis = first; axis < from.length; axis++) {
    if (from[axis] !== shape[axis - from.length + shape.length]) return undefined;
    size *= from[axis];
  }
  return size;
}
