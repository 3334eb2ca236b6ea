import { sizeOf, wrap } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import * as fc from "fast-check";

/** Thousandths in [−3, 3]: few decimals to read, and all the digits of a double once they are binary. */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, -1) },
);

/** Between ½ and 3, for what has a border at 0. */
export const positives: fc.Arbitrary<number> = fc
  .integer({ min: 500, max: 3000 })
  .map((thousandths) => thousandths / 1000);

/** Sign × size: as far from 0, for what has a kink or a pole there. */
export const offZero: fc.Arbitrary<number> = fc
  .tuple(fc.constantFrom(1, -1), positives)
  .map(([sign, size]) => sign * size);

export const few: fc.Arbitrary<number> = fc.integer({ min: 1, max: 3 });

export const shapes: fc.Arbitrary<Shape> = fc
  .integer({ min: 0, max: 3 })
  .chain((rank) => fc.tuple(...Array.from({ length: rank }, () => few)));

export const tensors = (shape: Shape, values: fc.Arbitrary<number> = numbers): fc.Arbitrary<Tensor> =>
  fc
    .array(values, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((entries) => wrap(shape, Float64Array.from(entries)));

/** A shape that stretches to the given one: axes become 1, then leading ones are left out. */
export const stretchableTo = (shape: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(fc.nat(shape.length), fc.tuple(...shape.map((size) => fc.constantFrom(size, 1))))
    .map(([dropped, axes]) => axes.slice(dropped));

/** A shape and one of its axes, or none, which means all. */
export const shapesWithAxis: fc.Arbitrary<readonly [Shape, number | undefined]> = shapes.chain((shape) =>
  fc.tuple(fc.constant(shape), fc.constantFrom(undefined, ...shape.keys())),
);
