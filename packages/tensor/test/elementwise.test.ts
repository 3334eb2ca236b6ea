import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as T from "../src/index.ts";
import {
  broadcastable,
  dtypes,
  numbers,
  positives,
  stretchableTo,
  tensorOf,
  tensors,
} from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";
import * as oracle from "./support/oracle.ts";

const { tensor } = T;

const { add, sub, mul, div, neg, abs, exp, log, sqrt } = T;

// Typed by the oracle's own list of names: an operation left out does not compile.
const unary: Record<oracle.Unary, (x: T.Tensor) => T.Tensor> = { neg, abs, exp, log, sqrt };
const binary: Record<oracle.Binary, (a: T.Tensor, b: T.Tensor) => T.Tensor> = { add, sub, mul, div };
const entries = <Name extends string, F>(table: Record<Name, F>) => Object.entries(table) as [Name, F][];

describe.each(entries(unary))("%s", (name, op) => {
  law(
    "is that of ndarray-ops, entry by entry, in both dtypes",
    tensors(name === "log" ? positives : numbers),
    (x) => {
      const [ours, theirs] = [op(x), oracle.unary(name, x)];
      // In exp and log the engine's last digit is its own affair: both are right to 1 ulp, so 2 apart at most.
      const unit = T.dtypeOf(x) === "f32" ? 2 ** -23 : 2 ** -52;
      const slack = name === "exp" || name === "log" ? 2 * unit : 0;
      const near = ours.data.map((value, at) => {
        const other = theirs.data[at];
        return Math.abs(value - other) <= slack * Math.abs(other) ? other : value;
      });
      expect({ ...ours, data: near }).toEqual(theirs);
    },
  );
});

describe.each(entries(binary))("%s", (name, op) => {
  law("is that of ndarray-ops on operands repeated by strides of 0", broadcastable(), ([a, b]) => {
    const shape = T.broadcastShapes("test", a.shape, b.shape);
    expect(op(a, b)).toEqual(oracle.binary(name, a, b, shape));
  });

  it("refuses shapes that do not broadcast", () => {
    expect(() => op(T.zeros([2, 3]), T.zeros([2]))).toThrow(
      new T.ShapeError(name, "a shape that broadcasts with [2, 3]", "[2]"),
    );
  });
});

describe("zip", () => {
  law("hands f its arguments in order", broadcastable(), ([a, b]) => {
    expect(T.zip((x, y) => x - 2 * y, a, b)).toEqual(T.sub(a, T.mul(tensor(2, "f32"), b)));
  });

  it("refuses shapes that do not broadcast", () => {
    expect(() => T.zip(Math.min, T.zeros([2]), T.zeros([3]))).toThrow(
      new T.ShapeError("zip", "a shape that broadcasts with [2]", "[3]"),
    );
  });
});

describe("map and zip", () => {
  law("call f once an entry of the result, in order", broadcastable(), ([a, b]) => {
    const calls: number[] = [];
    const result = T.zip((x, y) => calls.push(x - y), a, b);
    expect(calls).toEqual([...T.sub(T.astype(a, "f64"), b).data]);
    calls.length = 0;
    T.map((count) => calls.push(count), result);
    expect(calls).toEqual([...result.data]);
  });
});

describe("mapInto and zipInto", () => {
  law("may write over their own input", tensors(), (x) => {
    const copy = T.wrap(x.shape, x.data.slice());
    const doubled = T.map((value) => 2 * value, x);
    expect(T.mapInto(copy, (value) => 2 * value, copy)).toBe(copy);
    expect(copy).toEqual(doubled);
    expect(T.zipInto(copy, (a, b) => a - b, copy, x)).toBe(copy);
    expect(copy).toEqual(T.sub(doubled, x));
  });
});

describe("broadcastTo", () => {
  const cases = tensors().chain(({ shape }) =>
    stretchableTo(shape).chain((own) => fc.tuple(tensorOf(own), fc.constant(shape))),
  );
  law("is a copy of the view that repeats by strides of 0", cases, ([x, shape]) => {
    const copy = oracle.written(shape, T.dtypeOf(x), (result) =>
      oracle.assign(result, oracle.stretched(x, shape)),
    );
    expect(T.broadcastTo(x, shape)).toEqual(copy);
  });

  it("refuses a shape to which x does not stretch", () => {
    expect(() => T.broadcastTo(T.zeros([2, 3]), [3])).toThrow(
      new T.ShapeError("broadcastTo", "a shape that stretches to [3]", "[2, 3]"),
    );
    expect(() => T.broadcastTo(T.zeros([2, 3]), [2, 4])).toThrow(
      "broadcastTo: expected a shape that broadcasts with [2, 3]; received [2, 4]",
    );
    expect(() => T.broadcastTo(tensor(1), [-1])).toThrow(T.ShapeError);
  });
});

describe("commonDtype", () => {
  law("is f32 only where every tensor is", fc.array(dtypes, { minLength: 1, maxLength: 4 }), (all) => {
    const expected = all.includes("f64") ? "f64" : "f32";
    expect(T.commonDtype(...all.map((dtype) => T.zeros([1], dtype)))).toBe(expected);
  });
});

it("an operation on nothing gives nothing, of the broadcast shape", () => {
  expect(T.exp(T.zeros([0, 3]))).toEqual(T.zeros([0, 3]));
  expect(T.add(T.zeros([2, 0]), tensor([1]))).toEqual(T.zeros([2, 0]));
  expect(T.add(T.zeros([0, 3]), T.zeros([2, 1, 1]))).toEqual(T.zeros([2, 0, 3]));
  expect(T.broadcastTo(T.zeros([0, 1]), [2, 0, 3])).toEqual(T.zeros([2, 0, 3]));
});

it("a column and a row make a table", () => {
  const [column, row] = [tensor([[10], [20]]), tensor([[1, 2, 3]])];
  const table = tensor([
    [11, 12, 13],
    [21, 22, 23],
  ]);
  expect(add(column, row)).toEqual(table);
  expect(add(row, column)).toEqual(table);
  expect(add(tensor([[[10, 20]], [[30, 40]]]), tensor([[1], [2]]))).toEqual(
    tensor([
      [
        [11, 21],
        [12, 22],
      ],
      [
        [31, 41],
        [32, 42],
      ],
    ]),
  );
});
