import * as fc from "fast-check";
import { allocate, sizeOf, wrap } from "../../src/index.ts";
import type { DType, Shape, Tensor } from "../../src/index.ts";

/**
 * Finite numbers: mostly thousandths in [−3, 3], some with all their digits, some of the values where branches lie.
 * A plain fc.double is uniform in bit patterns, so that hardly two of its numbers are near each other.
 */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000) },
  { weight: 3, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1) },
);

/** Finite numbers ≥ 2⁻¹⁰, for what has a pole or a border at 0. */
export const positives: fc.Arbitrary<number> = numbers.map((x) => Math.abs(x) + 2 ** -10);

/** Axes are draws of their own, so that a failing case shrinks to few and short ones first. */
export const shapes = (maxRank = 4, sizes: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 })) =>
  fc
    .integer({ min: 0, max: maxRank })
    .chain((rank) => fc.tuple(...Array.from({ length: rank }, () => sizes)));

export const dtypes: fc.Arbitrary<DType> = fc.constantFrom("f64", "f32");

export const tensorOf = (shape: Shape, values: fc.Arbitrary<number> = numbers): fc.Arbitrary<Tensor> =>
  fc
    .tuple(dtypes, fc.array(values, { minLength: sizeOf(shape), maxLength: sizeOf(shape) }))
    .map(([dtype, entries]) => {
      const data = allocate(entries.length, dtype);
      data.set(entries);
      return wrap(shape, data);
    });

export const tensors = (values: fc.Arbitrary<number> = numbers): fc.Arbitrary<Tensor> =>
  shapes().chain((shape) => tensorOf(shape, values));

/** A tensor of at least one axis, and one of its axes. */
export const tensorsWithAxis: fc.Arbitrary<readonly [Tensor, number]> = shapes()
  .filter((shape) => shape.length > 0)
  .chain((shape) => fc.tuple(tensorOf(shape), fc.nat(shape.length - 1)));

/** A shape that stretches to the given one: axes become 1, then leading ones are left out. */
export const stretchableTo = (shape: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(fc.nat(shape.length), fc.tuple(...shape.map((size) => fc.constantFrom(size, 1))))
    .map(([dropped, axes]) => axes.slice(dropped));

/** Two tensors that broadcast, often in opposite directions. */
export const broadcastable = (
  values: fc.Arbitrary<number> = numbers,
): fc.Arbitrary<readonly [Tensor, Tensor]> =>
  shapes().chain((shape) => {
    const operand = stretchableTo(shape).chain((own) => tensorOf(own, values));
    return fc.tuple(operand, operand);
  });
