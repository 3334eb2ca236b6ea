import { tensor, zeros } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, ops, primal } from "../src/index.ts";
import { createTangentTrace, dual, split } from "../src/tangent.ts";

describe("a tangent trace", () => {
  const trace = createTangentTrace();
  const x = dual(trace, tensor(2), tensor(10));

  it("carries a value and its tangent through an op, the sum over the inputs that move", () => {
    const square = apply(ops.mul, { a: x, b: x });
    expect(split(trace, square)).toEqual({ value: tensor(4), tangent: tensor(40) });
    const product = apply(ops.mul, { a: tensor(3), b: x });
    expect(split(trace, product)).toEqual({ value: tensor(6), tangent: tensor(30) });
    expect(primal(square)).toEqual(tensor(4));
  });

  it("stops following what only an input that is held depends on", () => {
    const target = dual(trace, tensor([0]), tensor([1]));
    const loss = apply(ops.softmaxCrossEntropy, { X: tensor([[0, 0]]), target });
    expect(loss).toEqual(tensor(Math.log(2)));
  });

  it("splits what it does not follow into the value and 0", () => {
    const constant = tensor([1, 2], "f32");
    expect(split(trace, constant)).toEqual({ value: constant, tangent: zeros([2], "f32") });
  });
});
