import { add, full, item, ShapeError, sum, tensor, toNested, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, grad, isTraced, jacobian, jvp, ops, valueAndGrad, vjp } from "../src/index.ts";
import type { Program, Value } from "../src/index.ts";
import { moved, slopeAtZero } from "./support/differences.ts";
import { law } from "../../../test-setup/law.ts";
import { dot, expectNear, norm, u } from "./support/near.ts";
import { randomPrograms, run } from "./support/programs.ts";

const mul = (a: Value, b: Value): Value => apply(ops.mul, { a, b });
const plus = (a: Value, b: Value): Value => apply(ops.add, { a, b });
const total = (x: Value): Value => apply(ops.sumOver(), { x });
const cube: Program<"x"> = ({ x }) => mul(x, mul(x, x));

describe("of a random program", () => {
  // Up to 8 steps, each of which passes at most 9 roundings of a number ≤ 3 on, twice if it is used twice: 2⁸ · 9 · 3.
  const size = 2 ** 13;

  law("⟨ȳ, jvp ẋ⟩ = ⟨vjp ȳ, ẋ⟩, however often a value is used", randomPrograms, (program) => {
    const { inputs, tangents } = program;
    const { tangent } = jvp((at) => run(program, at), inputs, tangents);
    const { value, pullback } = vjp((at) => run(program, at), inputs);
    const ones = full(value.shape, 1);
    const { x, y } = pullback(ones);
    const bound = size * u * (1 + norm(tangents.x) + norm(tangents.y));
    expect(Math.abs(item(sum(tangent)) - dot(x, tangents.x) - dot(y, tangents.y))).toBeLessThanOrEqual(bound);
  });

  law("jvp ẋ = d/dt f(x + t ẋ)", randomPrograms, (program) => {
    const { inputs, tangents } = program;
    const at = (t: number): Tensor => {
      const { x, y } = moved(inputs, tangents, t);
      return run(program, { x, y }) as Tensor; // tensors in, a tensor out
    };
    const { slope, bound } = slopeAtZero(at, size / 16);
    expectNear(jvp((values) => run(program, values), inputs, tangents).tangent, slope, bound);
  });
});

describe("vjp", () => {
  it("gives a value and a pullback, which may be asked more than once", () => {
    const { value, pullback } = vjp(cube, { x: tensor([1, 2]) });
    expect(toNested(value)).toEqual([1, 8]);
    expect(toNested(pullback(tensor([1, 1])).x)).toEqual([3, 12]);
    expect(toNested(pullback(tensor([0, 2])).x)).toEqual([0, 24]);
  });

  it("is 0 by an input that the output does not depend on, of its shape and precision", () => {
    const inputs = { x: tensor(3), y: tensor([1, 2], "f32") };
    expect(vjp(cube as Program<"x" | "y">, inputs).pullback(tensor(1)).y).toEqual(zeros([2], "f32"));
  });

  it("of a constant is that constant, and 0 by everything", () => {
    const { value, pullback } = vjp(() => tensor([5]), { x: tensor(3) });
    expect([toNested(value), toNested(pullback(tensor([1])).x)]).toEqual([[5], 0]);
  });

  it("of an input itself is the cotangent", () => {
    const { value, pullback } = vjp(({ x }) => x, { x: tensor([5]) });
    expect([toNested(value), toNested(pullback(tensor([2])).x)]).toEqual([[5], [2]]);
  });
});

it("a sum hands its cotangent on as it is where nothing was stretched", () => {
  const { pullback } = vjp(({ a, b }) => apply(ops.add, { a, b }), { a: tensor([1, 2]), b: tensor([3, 4]) });
  const yBar = tensor([-0, 5]);
  expect(pullback(yBar).a).toBe(yBar);
  expect(pullback(yBar).b).toBe(yBar);
});

describe("jvp", () => {
  it("is a value and a tangent, and nothing that a trace follows", () => {
    const result = jvp(cube, { x: tensor(2) }, { x: tensor(1) });
    expect(result).toEqual({ value: tensor(8), tangent: tensor(12) });
    expect(isTraced(result.value) || isTraced(result.tangent)).toBe(false);
  });

  it("moves the inputs that have a tangent and holds the others", () => {
    const product: Program<"x" | "y"> = ({ x, y }) => mul(x, y);
    const inputs = { x: tensor(2), y: tensor(5) };
    expect(item(jvp(product, inputs, { x: tensor(1) }).tangent)).toBe(5);
    expect(item(jvp(product, inputs, { y: tensor(1) }).tangent)).toBe(2);
    expect(item(jvp(product, inputs, {}).tangent)).toBe(0);
    // JavaScript may name an input and give it no tangent, which the type forbids.
    const partly = { x: tensor(1), y: undefined } as unknown as { readonly x: Tensor };
    expect(item(jvp(product, inputs, partly).tangent)).toBe(5);
  });

  it("of a constant is 0, in its shape and precision", () => {
    const constant = full([2], 5, "f32");
    const result = jvp(() => constant, { x: tensor(3) }, { x: tensor(1) });
    expect(result).toEqual({ value: constant, tangent: zeros([2], "f32") });
  });
});

describe("grad and jacobian", () => {
  it("of f(x, y) = Σ x² y are 2 x y and x², with the value beside them", () => {
    const f: Program<"x" | "y"> = ({ x, y }) => total(mul(mul(x, x), y));
    const inputs = { x: tensor([1, 2]), y: tensor([3, 5]) };
    const { value, gradient } = valueAndGrad(f, inputs);
    expect([item(value), toNested(gradient.x), toNested(gradient.y)]).toEqual([23, [6, 20], [1, 4]]);
    expect(grad(f, inputs)).toEqual(gradient);
  });

  it("the gradient of one number in any shape is one of its shape", () => {
    expect(toNested(grad(cube, { x: tensor([[2]]) }).x)).toEqual([[12]]);
  });

  it("the Jacobian has the axes of the output, then those of the input", () => {
    const inputs = { A: tensor([[1, 2, 3]]), B: tensor([[4], [5], [6]]) };
    const { A, B } = jacobian<"A" | "B">((at) => apply(ops.matmulNN, at), inputs);
    expect([A.shape, B.shape]).toEqual([
      [1, 1, 1, 3],
      [1, 1, 3, 1],
    ]);
    const rows = jacobian(({ x }) => apply(ops.scale(3), { x }), { x: tensor([1, 2], "f32") }).x;
    expect(rows).toEqual(
      tensor(
        [
          [3, 0],
          [0, 3],
        ],
        "f32",
      ),
    );
  });

  it("the gradient of a program in single precision is in single precision", () => {
    expect(grad(cube, { x: tensor(2, "f32") })).toEqual({ x: tensor(12, "f32") });
  });

  it("the gradient by nothing is nothing", () => {
    expect(grad(() => tensor(1), {})).toEqual({});
  });
});

describe("what does not fit is refused", () => {
  it("an output of more than one number has no gradient", () => {
    expect(() => grad(cube, { x: tensor([1, 2]) })).toThrow(
      new ShapeError("grad", "a program whose output is one number", "[2]"),
    );
  });

  it("a cotangent has the shape of the output, a tangent that of its input", () => {
    expect(() => vjp(cube, { x: tensor([1, 2]) }).pullback(tensor([1]))).toThrow(
      new ShapeError("reverseSweep", "a cotangent [2]", "[1]"),
    );
    expect(() => jvp(cube, { x: tensor([1, 2]) }, { x: tensor(1) })).toThrow(
      new ShapeError("jvp", "a tangent of x [2]", "[]"),
    );
  });
});

it("a program may be made of sums over many uses of one value", () => {
  const f: Program<"x"> = ({ x }) => plus(plus(x, x), plus(mul(x, x), add(tensor(1), tensor(1))));
  expect(item(grad(f, { x: tensor(5) }).x)).toBe(12);
});
