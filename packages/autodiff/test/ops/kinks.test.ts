import { tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { apply, grad, jvp, ops, vjp } from "../../src/index.ts";
import type { Op, Program } from "../../src/index.ts";

const on =
  <K extends string>(op: Op<K>): Program<K> =>
  (inputs) =>
    apply(op, inputs);

describe("at the kink", () => {
  // prettier-ignore
  const conventions = [
    //                            f at −0, 0, NaN           the slope there
    { op: ops.relu,         y: [0, 0, NaN],    slope: [0, 0, 0] },
    { op: ops.negativePart, y: [-0, 0, NaN],   slope: [1, 1, 1] },
  ] as const;

  it.each(conventions)(
    "$op.name takes the side of the negative numbers, in both modes",
    ({ op, y, slope }) => {
      const x = tensor([-0, 0, NaN]);
      const ones = tensor([1, 1, 1]);
      const { value, tangent } = jvp(on(op), { x }, { x: ones });
      expect(toNested(value)).toEqual(y);
      expect(toNested(tangent)).toEqual(slope);
      expect(toNested(vjp(on(op), { x }).pullback(ones).x)).toEqual(slope);
    },
  );

  it("prelu has the slope a, and ā is 0, in both modes", () => {
    const inputs = { X: tensor([[-0, 0]]), a: tensor([0.25]) };
    const ones = tensor([[1, 1]]);
    expect(toNested(apply(ops.prelu, inputs))).toEqual([[-0, 0]]);
    expect(toNested(jvp(on(ops.prelu), inputs, { X: ones }).tangent)).toEqual([[0.25, 0.25]]);
    expect(toNested(jvp(on(ops.prelu), inputs, { a: tensor([1]) }).tangent)).toEqual([[-0, 0]]);
    const { X, a } = vjp(on(ops.prelu), inputs).pullback(ones);
    expect([toNested(X), toNested(a)]).toEqual([[[0.25, 0.25]], [0]]);
  });

  it("prelu passes NaN on, to ā too, and takes it for a negative number in X̄", () => {
    const inputs = { X: tensor([[NaN, -2]]), a: tensor([0.25]) };
    expect(toNested(apply(ops.prelu, inputs))).toEqual([[NaN, -0.5]]);
    const { X, a } = vjp(on(ops.prelu), inputs).pullback(tensor([[1, 1]]));
    expect([toNested(X), toNested(a)]).toEqual([[[0.25, 0.25]], [NaN]]);
  });

  it("the second derivative of prelu by X and a is 1 at and below the kink, 0 above", () => {
    const X = tensor([[-1, 0, 1]]);
    const slopes = (a: Tensor) =>
      jvp<"a", Tensor>(
        (inner) => grad((outer) => apply(ops.sumOver(), { x: apply(ops.prelu, outer) }), { X, ...inner }).X,
        { a },
        { a: tensor([1]) },
      );
    expect(toNested(slopes(tensor([0.25])).value)).toEqual([[0.25, 0.25, 1]]);
    expect(toNested(slopes(tensor([0.25])).tangent)).toEqual([[1, 1, 0]]);
  });

  it.each([ops.maximum, ops.minimum])(
    "$name of two equal numbers moves with the first, and passes NaN on",
    (op) => {
      const inputs = { a: tensor([2, NaN, 1]), b: tensor([2, 1, NaN]) };
      const ones = tensor([1, 1, 1]);
      expect(toNested(apply(op, inputs))).toEqual([2, NaN, NaN]);
      expect(jvp(on(op), inputs, { a: ones }).tangent.data[0]).toBe(1);
      expect(jvp(on(op), inputs, { b: ones }).tangent.data[0]).toBe(0);
      const { a, b } = vjp(on(op), inputs).pullback(ones);
      expect([a.data[0], b.data[0]]).toEqual([1, 0]);
    },
  );
});
