import { wrap, zip } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { u } from "./near.ts";
import { mapRecord } from "./probe.ts";

const STEPS = [2 ** -7, 2 ** -8, 2 ** -9, 2 ** -10];

/**
 * The derivative at 0 of a curve t ↦ f(t), entry by entry, from values alone, and how far off it may be.
 *
 * Central differences D(h) = (f(h) − f(−h)) / 2h err by c₂h² + c₄h⁴ + …; Richardson's table removes one power after the
 * other. What the last column still changes bounds what is left. A value made of fewer than 16 rounded numbers of at
 * most `size` is off by 16 u size, and D(h) by that over h; the table at most doubles it (5/3 · 17/15 · 65/63 < 2).
 */
export function slopeAtZero(f: (t: number) => Tensor, size: number): { slope: Tensor; bound: Float64Array } {
  const { shape } = f(0);
  const table = STEPS.map((h) => [difference(f, h)]);
  for (let row = 1; row < STEPS.length; row++)
    for (let column = 1; column <= row; column++) {
      const [coarse, fine] = [table[row - 1][column - 1], table[row][column - 1]];
      table[row][column] = fine.map((value, at) => value + (value - coarse[at]) / (4 ** column - 1));
    }
  const [, , before, best] = table[3];
  const roundOff = (2 * 16 * u * size) / STEPS[3];
  return {
    slope: wrap(shape, best),
    bound: best.map((value, at) => Math.abs(value - before[at]) + roundOff),
  };
}

function difference(f: (t: number) => Tensor, h: number): Float64Array {
  const [above, below] = [f(h), f(-h)];
  return Float64Array.from(above.data, (value, at) => (value - below.data[at]) / (2 * h));
}

/** x + t ẋ for the inputs that have a direction; the others stand still. */
export const moved = (
  inputs: Readonly<Record<string, Tensor>>,
  tangents: Readonly<Record<string, Tensor>>,
  t: number,
): Record<string, Tensor> =>
  mapRecord(inputs, (x, name) => (name in tangents ? zip((at, dot) => at + t * dot, x, tangents[name]) : x));
