import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as T from "../src/index.ts";
import { tensors } from "./support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";

const { ShapeError, tensor } = T;

const matrix = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("rows and takeRows", () => {
  const cases = tensors()
    .filter(({ shape }) => shape.length > 0)
    .chain((x) => fc.tuple(fc.constant(x), fc.nat(x.shape[0]), fc.nat(x.shape[0])));
  law("rows is what slice is for nested arrays, and shares the data", cases, ([x, a, b]) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const slice = T.rows(x, from, to);
    expect(T.toNested(slice)).toEqual((T.toNested(x) as T.Nested[]).slice(from, to));
    expect(slice.data.buffer).toBe(x.data.buffer);
    expect(slice.shape).toEqual([to - from, ...x.shape.slice(1)]);
  });

  law("takeRows of a range is a copy of rows", cases, ([x, a, b]) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const taken = T.takeRows(
      x,
      Array.from({ length: to - from }, (_, row) => from + row),
    );
    expect(taken).toEqual(T.rows(x, from, to));
    expect(taken.data.buffer).not.toBe(x.data.buffer);
  });

  it("takeRows takes in any order, and twice", () => {
    expect(T.takeRows(matrix, Uint32Array.of(1, 0, 1))).toEqual(
      tensor([
        [4, 5, 6],
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
  });

  it.each([1, 5, 127, 128, 300])("rows of %i are copied the same way when they are taken again", (width) => {
    const source = T.randomNormal([4, width], T.seededRandom(width));
    const take = T.rowCopier(source);
    for (const order of [
      [3, 0],
      [0, 2],
      [3, 3],
    ]) {
      const target = T.full([2, width], 7);
      expect(take(target, order)).toBe(target);
      expect(target).toEqual(T.takeRows(source, order));
      order.forEach((row, at) => expect(T.rows(target, at, at + 1)).toEqual(T.rows(source, row, row + 1)));
    }
  });

  it("refuse rows that are not there, and parts of rows", () => {
    for (const [from, to] of [
      [0, 3],
      [-1, 1],
      [2, 1],
      [0.5, 1.5],
      [0, 1.5],
      [NaN, 1],
    ])
      expect(() => T.rows(matrix, from, to)).toThrow(
        new ShapeError("rows", "0 ≤ from ≤ to ≤ 2 in [2, 3]", `${from} to ${to}`),
      );
    for (const row of [2, -1, 0.5, NaN])
      expect(() => T.takeRows(matrix, [0, row])).toThrow(
        new ShapeError("takeRows", "a row of [2, 3], counted from 0", `${row}`),
      );
  });

  it("refuse a scalar, which has no rows", () => {
    expect(() => T.rows(tensor(1), 0, 0)).toThrow(new ShapeError("rows", "a tensor with rows", "a scalar"));
    expect(() => T.takeRows(tensor(1), [])).toThrow(
      new ShapeError("takeRows", "a tensor with rows", "a scalar"),
    );
  });
});
