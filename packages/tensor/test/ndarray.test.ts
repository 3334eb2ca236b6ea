import * as fc from "fast-check";
import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import { describe, expect, it } from "vitest";
import { ShapeError, tensor, toNested, ValueError, zeros } from "../src/index.ts";
import type { Nested } from "../src/index.ts";
import { fromNdarray, toNdarray } from "../src/ndarray.ts";
import { tensors } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";

/** Nested arrays by get alone. */
const read = (view: NdArray, ...index: number[]): Nested =>
  index.length === view.shape.length
    ? view.get(...index)
    : Array.from({ length: view.shape[index.length] }, (_, at) => read(view, ...index, at));

/** A view of a tensor: some lo, hi, step and transpose, so that every kind of stride and offset occurs. */
const views: fc.Arbitrary<NdArray> = tensors().chain((x) => {
  const rank = x.shape.length;
  const starts = fc.tuple(...x.shape.map((size) => fc.nat(size - 1)));
  const steps = fc.tuple(...x.shape.map(() => fc.constantFrom(1, 1, 2, -1)));
  const order = fc.shuffledSubarray([...x.shape.keys()], { minLength: rank, maxLength: rank });
  return fc.tuple(starts, steps, order).map(([from, by, axes]) =>
    toNdarray(x)
      .lo(...from)
      .step(...by)
      .transpose(...axes),
  );
});

describe("toNdarray", () => {
  law("has the entries of the tensor, in the same memory", tensors(), (x) => {
    const view = toNdarray(x);
    expect(read(view)).toEqual(toNested(x));
    expect(view.data).toBe(x.data);
  });

  law("is undone by fromNdarray, in the same memory", tensors(), (x) => {
    const back = fromNdarray(toNdarray(x));
    expect(back).toEqual(x);
    expect(back.data.buffer).toBe(x.data.buffer);
  });

  it("does not let changes of the view's shape reach the tensor", () => {
    const x = tensor([[1, 2]]);
    expect(toNdarray(x).shape).not.toBe(x.shape);
  });
});

describe("fromNdarray", () => {
  law("has the entries of the view, whatever its strides and offset", views, (view) => {
    const x = fromNdarray(view);
    expect(toNested(x)).toEqual(read(view));
    expect([x.shape, x.data.constructor]).toEqual([view.shape, view.data.constructor]);
  });

  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it("shares memory where the view is contiguous, at an offset too", () => {
    const contiguous = [
      toNdarray(x).lo(1, 0),
      toNdarray(x).pick(1),
      toNdarray(x).lo(1, 1),
      toNdarray(x).hi(1, 2),
    ];
    for (const view of contiguous) {
      const part = fromNdarray(view);
      expect(part.data.buffer).toBe(x.data.buffer);
      expect(toNested(part)).toEqual(read(view));
    }
  });

  it("packs where it is not: transposed, every second, backwards, repeated", () => {
    const repeated = ndarray(x.data, [2, 3], [0, 1], 0);
    const strided = [
      toNdarray(x).transpose(1, 0),
      toNdarray(x).step(1, 2),
      toNdarray(x).step(-1, 1),
      repeated,
    ];
    for (const view of strided) {
      const packed = fromNdarray(view);
      expect(packed.data.buffer).not.toBe(x.data.buffer);
      expect(toNested(packed)).toEqual(read(view));
    }
  });

  it("takes empty views", () => {
    expect(fromNdarray(toNdarray(zeros([0, 3])))).toEqual(zeros([0, 3]));
    expect(fromNdarray(toNdarray(zeros([0, 3], "f32")).transpose(1, 0))).toEqual(zeros([3, 0], "f32"));
    expect(fromNdarray(toNdarray(x).hi(0, 3))).toEqual(zeros([0, 3]));
  });

  it("refuses every dtype but float64 and float32", () => {
    const refused = [
      ndarray(new Int32Array(1)),
      ndarray(new Uint8Array(1)),
      ndarray([1]),
      ndarray({ get: () => 1, set: () => 1, length: 1 }, [1]),
    ];
    const dtypes = refused.map((view) => {
      expect(() => fromNdarray(view)).toThrow(
        new ValueError("fromNdarray", "an ndarray of float64 or float32", view.dtype),
      );
      return view.dtype;
    });
    expect(dtypes).toEqual(["int32", "uint8", "array", "generic"]);
  });

  it("refuses a view that reaches outside its data", () => {
    const outside = (shape: number[], stride: number[], offset: number) => () =>
      fromNdarray(ndarray(x.data, shape, stride, offset));
    const refusal = (received: string) => new ShapeError("fromNdarray", "a view of entries 0 … 5", received);
    expect(outside([2, 2], [3, 1], 2)).toThrow(refusal("one of 2 … 6"));
    expect(outside([3], [-1], 1)).toThrow(refusal("one of -1 … 1"));
    expect(outside([2, 2], [4, -2], 1)).toThrow(refusal("one of -1 … 5"));
    expect(outside([2, 3], [3, 1], 0)()).toEqual(x);
  });
});
