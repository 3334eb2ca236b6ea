import { broadcastShapes, broadcastTo, sumTo } from "@espalier/tensor";
import * as T from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect } from "vitest";
import { apply, jvp, ops, vjp } from "../../src/index.ts";
import type { Op, Program } from "../../src/index.ts";
import { few, offZero, shapes, shapesWithAxis, stretchableTo, tensors } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, norm, u } from "../support/near.ts";

type Pair = Readonly<Record<"a" | "b", Tensor>>;

/** Two tensors that stretch to one shape, tangents for both, and a cotangent of that shape. */
const stretching = shapes
  .chain((shape) => fc.tuple(stretchableTo(shape), stretchableTo(shape)))
  .chain(([a, b]) => {
    const shape = broadcastShapes("test", a, b);
    return fc.record({
      inputs: fc.record({ a: tensors(a), b: tensors(b, offZero) }),
      tangents: fc.record({ a: tensors(a), b: tensors(b) }),
      cotangent: tensors(shape),
    });
  });

const written = ({ a, b }: Pair, shape: Shape): Pair => ({
  a: broadcastTo(a, shape),
  b: broadcastTo(b, shape),
});

const on =
  (op: Op<"a" | "b">): Program<"a" | "b"> =>
  (inputs) =>
    apply(op, inputs);

describe.each([ops.add, ops.sub, ops.mul, ops.div])("$name", (op) => {
  law("of stretched inputs is what it is of inputs written out", stretching, (probe) => {
    const { inputs, tangents, cotangent } = probe;
    const { shape } = cotangent;
    const pushed = jvp(on(op), inputs, tangents);
    expect(pushed).toEqual(jvp(on(op), written(inputs, shape), written(tangents, shape)));

    const back = vjp(on(op), inputs).pullback(cotangent);
    const backOut = vjp(on(op), written(inputs, shape)).pullback(cotangent);
    // Equal but for the sign of a zero, which a sum does not keep.
    expectNear(back.a, sumTo(backOut.a, inputs.a.shape), 0);
    expectNear(back.b, sumTo(backOut.b, inputs.b.shape), 0);
  });
});

const layers = fc
  .tuple(few, few)
  .chain(([N, I]) => fc.record({ X: tensors([N, I]), a: tensors([1]), YBar: tensors([N, I]) }));

law(
  "prelu of one slope is prelu of that slope for each neuron, and its ā their sum",
  layers,
  ({ X, a, YBar }) => {
    const program: Program<"X" | "a"> = (inputs) => apply(ops.prelu, inputs);
    const [one, each] = [a, broadcastTo(a, [X.shape[1]])].map((slopes) => vjp(program, { X, a: slopes }));
    expect(one.value).toEqual(each.value);
    const [back, backEach] = [one, each].map(({ pullback }) => pullback(YBar));
    expect(back.X).toEqual(backEach.X);
    // The same at most nine terms, each at most 3 |ȳ|, summed in another order.
    expectNear(back.a, T.reshape(T.sum(backEach.a), [1]), 9 * u * 3 * norm(YBar));
  },
);

const shapesTwice = shapesWithAxis.chain(([shape, axis]) =>
  fc.record({ x: tensors(shape), axis: fc.constant(axis), own: stretchableTo(shape) }),
);

law("sumOver, meanOver and sumTo are those of @espalier/tensor", shapesTwice, ({ x, axis, own }) => {
  expect(apply(ops.sumOver(axis), { x })).toEqual(T.sum(x, axis));
  expect(apply(ops.meanOver(axis), { x })).toEqual(T.mean(x, axis));
  expect(apply(ops.sumTo(own), { x })).toEqual(sumTo(x, own));
  const single = T.astype(x, "f32");
  expect(apply(ops.sumOver(axis), { x: single })).toEqual(T.sum(single, axis));
  expect(apply(ops.meanOver(axis), { x: single })).toEqual(T.mean(single, axis));
});

law("repeatAlong stretches an axis of 1 put in its place", shapesTwice, ({ x: { shape }, axis }) => {
  const at = axis ?? 0;
  const kept = axis === undefined ? [] : shape.toSpliced(axis, 1);
  const withOne = axis === undefined ? [] : shape.with(at, 1);
  const x = T.wrap(
    kept,
    Float64Array.from({ length: T.sizeOf(kept) }, (_, k) => k),
  );
  expect(apply(ops.repeatAlong(shape, axis), { x })).toEqual(broadcastTo(T.reshape(x, withOne), shape));
});
