import { full, item, ShapeError, tensor, ValueError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, createTape, ops, primal, reverseSweep, source } from "../src/index.ts";
import type { Op, Value, Variable } from "../src/index.ts";

/** A value that is computed from a variable is a variable on the same tape. */
const mul = (a: Variable, b: Value): Variable => apply(ops.mul, { a, b }) as Variable;

describe("a tape", () => {
  it("is the list of what ran, in that order; what it did not make is a source", () => {
    const tape = createTape();
    const x = source(tape, tensor(2));
    const y = mul(mul(x, x), tensor(5));
    expect(tape.lines).toEqual([
      { op: "source", inputs: {}, value: tensor(2) },
      { op: ops.mul, inputs: { a: 0, b: 0 }, value: tensor(4) },
      { op: "source", inputs: {}, value: tensor(5) },
      { op: ops.mul, inputs: { a: 1, b: 2 }, value: tensor(20) },
    ]);
    expect([x.line, y.line, y.value]).toEqual([0, 3, tensor(20)]);
  });

  it("may be swept as often as one likes, and is not written on by it", () => {
    const tape = createTape();
    const x = source(tape, tensor(2));
    const y = mul(x, x);
    const sweeps = [1, 1, 10].map((yBar) => reverseSweep(y, tensor(yBar), [x]));
    expect(sweeps).toEqual([[tensor(4)], [tensor(4)], [tensor(40)]]);
    expect(tape.lines.length).toBe(2);
  });
});

describe("reverseSweep", () => {
  it("gives cotangents of sources and of computed lines, of those asked for in that order", () => {
    const tape = createTape();
    const x = source(tape, tensor(2));
    const square = mul(x, x);
    const y = mul(square, x);
    expect(reverseSweep(y, tensor(1), [square, x, y])).toEqual([tensor(2), tensor(12), tensor(1)]);
  });

  it("starts at the output, whatever was computed after it", () => {
    const x = source(createTape(), tensor(3));
    const y = mul(x, x);
    mul(y, x);
    expect(reverseSweep(y, tensor(1), [x])).toEqual([tensor(6)]);
  });

  it("is undefined where the output does not depend on a line, also by way of an input that is held", () => {
    const tape = createTape();
    const [X, target, other] = [tensor([[0, 0]]), tensor([1]), tensor(7)].map((x) => source(tape, x));
    const loss = apply(ops.softmaxCrossEntropy, { X, target }) as Variable;
    expect(reverseSweep(loss, tensor(1), [X, target, other])).toEqual([
      tensor([[0.5, -0.5]]),
      undefined,
      undefined,
    ]);
  });

  it("calls no rule that does not lead to a wanted line", () => {
    const called: string[] = [];
    const counted: Op<"a" | "b"> = {
      ...ops.mul,
      vjp: {
        a: (...given) => {
          called.push("a");
          return ops.mul.vjp.a(...given);
        },
        b: (...given) => {
          called.push("b");
          return ops.mul.vjp.b(...given);
        },
      },
    };
    const tape = createTape();
    const [a, b] = [2, 3].map((x) => source(tape, tensor(x)));
    const y = apply(counted, { a: apply(ops.neg, { x: a }), b }) as Variable;
    expect(reverseSweep(y, tensor(1), [b])).toEqual([tensor(-2)]);
    expect(called).toEqual(["b"]);
  });

  it("refuses a cotangent of another shape, and lines of another tape", () => {
    const [x, stranger] = [createTape(), createTape()].map((tape) => source(tape, full([2], 1)));
    const y = mul(x, x);
    expect(() => reverseSweep(y, tensor(1), [x])).toThrow(
      new ShapeError("reverseSweep", "a cotangent [2]", "[]"),
    );
    expect(() => reverseSweep(y, full([2], 1), [stranger])).toThrow(
      new ValueError("reverseSweep", "wanted lines on the tape of the output", "one on another tape"),
    );
  });
});

it("two tapes of one level do not meet", () => {
  const [a, b] = [createTape(), createTape()].map((tape) => source(tape, tensor(1)));
  expect(() => apply(ops.add, { a, b })).toThrow(
    new ValueError("add", "inputs of at most one trace on each level: pass an outer value as an input", "b"),
  );
});

it("a tape of a higher level follows the values of a lower one", () => {
  const x = source(createTape(1), tensor(3));
  const again = source(createTape(2), x);
  const y = mul(again, again);
  const [slope] = reverseSweep(y, tensor(1), [again]) as [Variable]; // it depends on x
  expect(item(primal(slope))).toBe(6);
  expect(reverseSweep(slope, tensor(1), [x])).toEqual([tensor(2)]);
});
