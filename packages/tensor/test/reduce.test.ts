import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as T from "../src/index.ts";
import { stretchableTo, tensorOf, tensors, tensorsWithAxis } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";
import * as oracle from "./support/oracle.ts";

const { tensor } = T;

const reductions = [
  { name: "sum", reduce: T.sum, independent: oracle.sum },
  { name: "mean", reduce: T.mean, independent: (line: oracle.View) => oracle.sum(line) / line.size },
  { name: "max", reduce: T.max, independent: oracle.sup },
  { name: "min", reduce: T.min, independent: oracle.inf },
];

/** What the oracle computed in double precision, rounded as a tensor like x would hold it. */
const like = (x: T.Tensor, shape: T.Shape, values: readonly number[]): T.Tensor =>
  T.wrap(shape, T.dtypeOf(x) === "f32" ? Float32Array.from(values) : Float64Array.from(values));

/** −0 as 0: ndarray-ops compares, so that of 0 and −0 it takes the first. */
const unsigned = (x: T.Tensor): T.Tensor => T.map((value) => value + 0, x);

describe.each(reductions)("$name", ({ name, reduce, independent }) => {
  law("over all entries is that of ndarray-ops", tensors(), (x) => {
    expect(unsigned(reduce(x))).toEqual(unsigned(like(x, [], [independent(oracle.view(x))])));
  });

  law("along each axis is that of ndarray-ops on every line", tensorsWithAxis, ([x, axis]) => {
    const lines = oracle.along(x, axis, independent);
    expect(unsigned(reduce(x, axis))).toEqual(unsigned(like(x, x.shape.toSpliced(axis, 1), lines)));
  });

  it("is NaN as soon as one entry is", () => {
    expect(reduce(tensor([1, NaN, 2]))).toEqual(tensor(NaN));
  });

  it("refuses an axis that is not there", () => {
    for (const axis of [-1, 2, 0.5, NaN])
      expect(() => reduce(T.zeros([2, 3]), axis)).toThrow(
        new T.ShapeError(name, "an axis of [2, 3], counted from 0", `${axis}`),
      );
    expect(() => reduce(tensor(1), 0)).toThrow(`${name}: expected an axis of [], counted from 0; received 0`);
  });
});

it("0 counts as larger than −0, whichever comes first", () => {
  for (const zeros of [tensor([0, -0]), tensor([-0, 0])]) {
    expect(T.max(zeros)).toEqual(tensor(0));
    expect(T.min(zeros)).toEqual(tensor(-0));
  }
});

it("over nothing: the sum is 0, the mean NaN, the largest −∞, the smallest +∞", () => {
  const nothing = T.zeros([2, 0]);
  expect(T.sum(nothing, 1)).toEqual(tensor([0, 0]));
  expect(T.mean(nothing, 1)).toEqual(tensor([NaN, NaN]));
  expect(T.max(nothing)).toEqual(tensor(-Infinity));
  expect(T.min(nothing)).toEqual(tensor(Infinity));
  expect(T.sum(nothing, 0)).toEqual(T.zeros([0]));
});

it("sums of f32 are rounded once, at the end", () => {
  const tiny = 2 ** -24; // half the last digit of 1 in f32: added one by one in f32, each is lost
  expect(T.sum(tensor([1, tiny, tiny], "f32"))).toEqual(tensor(1 + 2 * tiny, "f32"));
  expect(T.sumTo(tensor([1, tiny, tiny], "f32"), [])).toEqual(tensor(1 + 2 * tiny, "f32"));
});

describe("splitAt", () => {
  law(
    "[outer, length, inner] is the shape, regrouped around the axis",
    tensorsWithAxis,
    ([{ shape }, axis]) => {
      const { outer, length, inner, shape: rest } = T.splitAt("test", shape, axis);
      expect([...rest.slice(0, axis), length, ...rest.slice(axis)]).toEqual(shape);
      expect([outer, inner]).toEqual([T.sizeOf(shape.slice(0, axis)), T.sizeOf(shape.slice(axis + 1))]);
    },
  );

  it("without an axis has everything in length", () => {
    expect(T.splitAt("test", [2, 3], undefined)).toEqual({ outer: 1, length: 6, inner: 1, shape: [] });
  });
});

describe("sumTo", () => {
  const cases = tensors().chain((x) =>
    stretchableTo(x.shape).chain((shape) => fc.tuple(fc.constant(x), tensorOf(shape))),
  );
  // |⟨x, stretched y⟩ − ⟨sumTo x, y⟩| ≤ 2 n ε Σ |x y|, and ε of f32 once more where the sums are stored as such. Where
  // those underflow, half the smallest f32 is lost beside each y, with Σ |y| ≤ 2¹⁸ here.
  law("is the adjoint of broadcastTo: ⟨x, broadcastTo y⟩ = ⟨sumTo x, y⟩", cases, ([x, y]) => {
    const dot = (a: T.Tensor, b: T.Tensor): number =>
      T.item(T.sum(T.mul(T.astype(a, "f64"), T.astype(b, "f64"))));
    const wide = T.broadcastTo(y, x.shape);
    const scale = dot(T.abs(x), T.abs(wide));
    const epsilon = T.dtypeOf(x) === "f32" ? 2 ** -24 : 2 ** -53;
    const gap = Math.abs(dot(x, wide) - dot(T.sumTo(x, y.shape), y));
    expect(gap).toBeLessThanOrEqual((epsilon + 2 * x.data.length * 2 ** -52) * scale + 2 ** (18 - 150));
  });

  law("keeps shape and dtype as asked", cases, ([x, y]) => {
    const { shape, data } = T.sumTo(x, y.shape);
    expect([shape, data.length, T.dtypeOf({ shape, data })]).toEqual([y.shape, y.data.length, T.dtypeOf(x)]);
  });

  it("sums what was repeated", () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(T.sumTo(x, [3])).toEqual(tensor([5, 7, 9]));
    expect(T.sumTo(x, [2, 1])).toEqual(tensor([[6], [15]]));
    expect(T.sumTo(x, [])).toEqual(tensor(21));
    expect(T.sumTo(T.zeros([0, 3]), [3])).toEqual(T.zeros([3]));
  });

  it("refuses a shape that does not stretch to that of x", () => {
    expect(() => T.sumTo(T.zeros([3]), [2, 3])).toThrow(
      new T.ShapeError("sumTo", "a shape that stretches to [3]", "[2, 3]"),
    );
    expect(() => T.sumTo(T.zeros([3]), [2])).toThrow(
      new T.ShapeError("sumTo", "a shape that broadcasts with [2]", "[3]"),
    );
  });
});

it("sums along an axis in the middle, and to a column", () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [7, 8],
      [9, 10],
      [11, 12],
    ],
  ]);
  expect(T.sum(x, 1)).toEqual(
    tensor([
      [9, 12],
      [27, 30],
    ]),
  );
  expect(T.sumTo(x, [3, 1])).toEqual(tensor([[18], [26], [34]]));
});
