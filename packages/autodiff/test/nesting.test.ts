import { item, tensor, ValueError } from "@espalier/tensor";
import { expect, it } from "vitest";
import { apply, grad, jvp, ops } from "../src/index.ts";
import type { Program, Value } from "../src/index.ts";

const mul = (a: Value, b: Value): Value => apply(ops.mul, { a, b });
const plus = (a: Value, b: Value): Value => apply(ops.add, { a, b });
const cube: Program<"x"> = ({ x }) => mul(x, mul(x, x));

const at = { x: tensor(2) };
const slope =
  (f: Program<"x">): Program<"x"> =>
  (inputs) =>
    grad(f, inputs).x;
const forwardSlope =
  (f: Program<"x">): Program<"x"> =>
  (inputs) =>
    jvp(f, inputs, { x: tensor(1) }).tangent;

it("the derivatives of x³ at 2 are 12, 12, 6 and 0, in every order of the modes", () => {
  for (const d of [slope, forwardSlope])
    for (const e of [slope, forwardSlope])
      for (const f of [slope, forwardSlope])
        expect([d(cube), d(e(cube)), d(e(f(cube))), d(e(f(d(cube))))].map((g) => g(at))).toEqual(
          [12, 12, 6, 0].map((value) => tensor(value)),
        );
});

it("d/dx of x d/dy (x + y) is 1: the inner derivative does not take the outer change for its own", () => {
  const inner: Program<"x"> = ({ x }) => mul(x, grad(({ x: a, y }) => plus(a, y), { x, y: tensor(3) }).y);
  expect(item(grad(inner, at).x)).toBe(1);
  const forward: Program<"x"> = ({ x }) =>
    mul(x, jvp(({ x: a, y }) => plus(a, y), { x, y: tensor(3) }, { y: tensor(1) }).tangent);
  expect(item(jvp(forward, at, { x: tensor(1) }).tangent)).toBe(1);
});

it("an outer value may be captured by an inner program one level up", () => {
  const f: Program<"x"> = ({ x }) => grad(({ y }) => mul(mul(y, y), x), { y: mul(x, x) }).y; // 2 x³
  expect(item(grad(f, at).x)).toBe(24);
});

it("a tangent may be an outer value, and puts the inner program one level up as an input does", () => {
  const product: Program<"x"> = ({ x }) => jvp(({ y }) => mul(y, x), { y: tensor(3) }, { y: x }).tangent; // x²
  expect(item(grad(product, at).x)).toBe(4);
  expect(item(jvp(product, at, { x: tensor(1) }).tangent)).toBe(4);
});

it("an outer value captured where it stands level with inner ones is refused", () => {
  const inner: Program<"x"> = ({ x }) => grad(({ y }) => plus(x, y), { y: tensor(3) }).y;
  expect(() => grad(inner, at)).toThrow(
    new ValueError("add", "inputs of at most one trace on each level: pass an outer value as an input", "b"),
  );
});

it("a third derivative of the scalar table is refused by name", () => {
  const tanh: Program<"x"> = ({ x }) => apply(ops.tanh, { x });
  const refusal = new ValueError("tanh", "a first or second derivative", "a request for the third");
  expect(() => slope(slope(slope(tanh)))(at)).toThrow(refusal);
  expect(() => forwardSlope(forwardSlope(forwardSlope(tanh)))(at)).toThrow(refusal);
});
