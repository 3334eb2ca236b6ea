import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as T from "../src/index.ts";
import { dtypes, shapes, tensors } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";

const { ShapeError, tensor, ValueError } = T;

const matrix = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("tensor", () => {
  law("is the inverse of toNested", tensors(), (x) => {
    expect(tensor(T.toNested(x), T.dtypeOf(x))).toEqual(x);
  });

  it("reads nested arrays row by row; a number is a scalar", () => {
    expect(matrix).toEqual({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    expect(tensor(7)).toEqual({ shape: [], data: Float64Array.of(7) });
    expect(tensor([0.1], "f32").data).toEqual(Float32Array.of(0.1));
  });

  it("keeps empty axes, as far as nesting can show them", () => {
    expect(tensor([])).toEqual(T.zeros([0]));
    expect(tensor([[], []])).toEqual(T.zeros([2, 0]));
    expect(T.toNested(T.zeros([2, 0]))).toEqual([[], []]);
    expect(T.toNested(T.zeros([0, 2]))).toEqual([]);
  });

  it("refuses rows that differ in length, naming the row", () => {
    const ragged: readonly [T.Nested, string, string][] = [
      [[[1, 2], [3]], "2 entries at [1]", "1 entries"],
      [[[1, 2], 3], "2 entries at [1]", "3"],
      [[1, [2]], "a number at [1]", "1 entries"],
      [[[], [1]], "0 entries at [1]", "1 entries"],
      [[[[1, 2]], [[3]]], "2 entries at [1][0]", "1 entries"],
    ];
    for (const [values, expected, received] of ragged)
      expect(() => tensor(values)).toThrow(new ShapeError("tensor", expected, received));
  });

  it("refuses an entry that is not a number, naming it", () => {
    // @ts-expect-error as in JSON from elsewhere: the type forbids it, the run time has to as well
    expect(() => tensor([[1, 2, "3"]])).toThrow(new ValueError("tensor", "a number at [0][2]", "3"));
    // @ts-expect-error the same for null
    expect(() => tensor([null])).toThrow(new ValueError("tensor", "a number at [0]", "null"));
  });
});

describe("wrap, reshape, zeros and full", () => {
  law("wrap and reshape share the data", tensors(), ({ shape, data }) => {
    expect(T.wrap(shape, data).data).toBe(data);
    expect(T.reshape(T.wrap(shape, data), [1, data.length])).toEqual({ shape: [1, data.length], data });
    expect(T.reshape(T.wrap(shape, data), [data.length]).data).toBe(data);
  });

  it("in an arena, zeros and copies have the shape that is asked for", () => {
    const arena = T.reference.arena();
    expect(T.zerosIn(arena, [2, 3], "f32")).toEqual(T.zeros([2, 3], "f32"));
    const asked: unknown[] = [];
    const allocate: T.Arena["allocate"] = (size, dtype) => T.allocate((asked.push(size, dtype), size), dtype);
    T.zerosIn({ allocate }, [2]);
    expect(asked).toEqual([2, "f64"]);
    const copy = T.copyIn(arena, matrix);
    expect(copy).toEqual(matrix);
    expect(copy.data).not.toBe(matrix.data);
  });

  law("full is filled, zeros is full of 0", fc.tuple(shapes(), dtypes), ([shape, dtype]) => {
    const entries = Array.from({ length: T.sizeOf(shape) }, () => 0.5);
    expect(T.full(shape, 0.5, dtype)).toEqual(T.wrap(shape, T.allocate(entries.length, dtype).fill(0.5)));
    expect(T.zeros(shape, dtype)).toEqual(T.full(shape, 0, dtype));
  });

  it("the dtype is f64 unless asked otherwise", () => {
    expect([T.zeros([1]), T.full([1], 1), tensor(1), T.wrap([2], T.allocate(2))].map(T.dtypeOf)).toEqual(
      Array(4).fill("f64"),
    );
  });

  it("refuse another dtype, as tensor and astype do, by their own names", () => {
    const half = "f16" as T.DType; // from a caller in JavaScript
    const makers = {
      zeros: () => T.zeros([1], half),
      full: () => T.full([1], 0, half),
      tensor: () => tensor([1], half),
      astype: () => T.astype(matrix, half),
    };
    for (const [name, make] of Object.entries(makers))
      expect(make).toThrow(`${name}: expected the dtype f64 or f32; received f16`);
  });

  it("refuse axes that are not whole numbers ≥ 0", () => {
    for (const axes of [[-1], [2, 0.5], [NaN], [-1, -1], [Infinity]]) {
      const refusal = (who: string) =>
        new ShapeError(who, "axes that are whole numbers ≥ 0", T.showShape(axes));
      expect(() => T.wrap(axes, new Float64Array(1))).toThrow(refusal("wrap"));
      expect(() => T.reshape(tensor(1), axes)).toThrow(refusal("reshape"));
      expect(() => T.zeros(axes)).toThrow(refusal("zeros"));
      expect(() => T.full(axes, 1)).toThrow(refusal("full"));
    }
  });

  it("refuse data of another length", () => {
    expect(() => T.wrap([2, 3], new Float64Array(5))).toThrow(
      new ShapeError("wrap", "6 numbers for shape [2, 3]", "5"),
    );
    expect(() => T.reshape(matrix, [4])).toThrow(new ShapeError("reshape", "4 numbers for shape [4]", "6"));
  });
});

describe("sizeOf, showShape and dtypeOf", () => {
  law("sizeOf is the length of the data", tensors(), ({ shape, data }) => {
    expect(T.sizeOf(shape)).toBe(data.length);
  });

  it("speak of scalars and empty tensors too", () => {
    expect([T.sizeOf([]), T.sizeOf([3, 0])]).toEqual([1, 0]);
    expect([T.showShape([]), T.showShape([2, 3])]).toEqual(["[]", "[2, 3]"]);
  });
});

describe("item", () => {
  it("is the number of a tensor of size 1, whatever its rank", () => {
    expect([T.item(tensor(7)), T.item(tensor([[7]]))]).toEqual([7, 7]);
  });

  it("refuses more numbers, and none", () => {
    expect(() => T.item(matrix)).toThrow(new ShapeError("item", "a tensor of one number", "[2, 3]"));
    expect(() => T.item(tensor([]))).toThrow(new ShapeError("item", "a tensor of one number", "[0]"));
  });
});

describe("astype", () => {
  law("rounds to f32 as Math.fround, and back changes nothing", tensors(), (x) => {
    const single = T.astype(x, "f32");
    expect([single.shape, ...single.data]).toEqual([x.shape, ...x.data.map(Math.fround)]);
    expect(T.astype(T.astype(single, "f64"), "f32")).toEqual(single);
    expect([T.dtypeOf(single), T.dtypeOf(T.astype(single, "f64"))]).toEqual(["f32", "f64"]);
    expect(T.astype(x, T.dtypeOf(x))).toBe(x);
  });
});
