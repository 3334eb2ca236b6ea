import { sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";

/** The shape that two stretch to, or undefined where they do not fit. */
export function stretched(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** For each place of a shape, the place of the entry that stretching puts there. */
export function placesIn(from: Shape, to: Shape): Int32Array {
  const strides = to.map(() => 0);
  let stride = 1;
  for (let axis = from.length - 1; axis >= 0; axis--) {
    if (from[axis] > 1) strides[axis + to.length - from.length] = stride;
    stride *= from[axis];
  }
  return places(to, strides);
}

/** For each place of a shape, Σ index · stride over its axes. */
export function places(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  forEachPlace(shape, strides, start, (to, from) => {
    result[to] = from;
  });
  return result;
}

/** Visits each place `to` of a shape in order, with `from` = start + Σ index · stride over its axes. */
export function forEachPlace(
  shape: Shape,
  strides: readonly number[],
  start: number,
  visit: (to: number, from: number) => void,
): void {
  const size = sizeOf(shape);
  const index = shape.map(() => 0);
  let from = start;
  for (let to = 0; to < size; to++) {
    visit(to, from);
    // Count up: the last axis first, as an odometer does.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/** How far apart the entries along each axis lie, row-major. */
export const stridesOf = (shape: Shape): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
