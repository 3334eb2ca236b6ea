import { broadcastShapes, kernels, sameShape, zipInto } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Op, Value } from "../op.ts";
import { neg } from "./scalar.ts";
import { broadcastTo, sumTo } from "./shape.ts";

/** y = f(a, b), entry by entry, the inputs stretched to a common shape. */
type Binary = Op<"a" | "b">;

/**
 * a + b, with broadcasting.
 *
 * @throws ShapeError when a and b do not broadcast
 */
export const add: Binary = /* @__PURE__ */ binary("add", (a, b) => a + b, {
  forward: ({ a, b }, y) =>
    a.data.length === y.data.length && b.data.length === y.data.length
      ? kernels().add({ A: a.data, B: b.data, Y: y.data })
      : void zipInto(y, (p, q) => p + q, a, b),
  jvp: {
    a: (_, aDot, y, apply) => stretch(aDot, y, apply),
    b: (_, bDot, y, apply) => stretch(bDot, y, apply),
  },
  vjp: {
    a: ({ a }, yBar, _, apply) => gather(yBar, a, apply),
    b: ({ b }, yBar, _, apply) => gather(yBar, b, apply),
  },
});

/**
 * a − b, with broadcasting.
 *
 * @throws ShapeError when a and b do not broadcast
 */
export const sub: Binary = /* @__PURE__ */ binary("sub", (a, b) => a - b, {
  jvp: {
    a: (_, aDot, y, apply) => stretch(aDot, y, apply),
    b: (_, bDot, y, apply) => stretch(apply(neg.op, { x: bDot }), y, apply),
  },
  vjp: {
    a: ({ a }, yBar, _, apply) => gather(yBar, a, apply),
    b: ({ b }, yBar, _, apply) => gather(apply(neg.op, { x: yBar }), b, apply),
  },
});

/**
 * a b, entry by entry, with broadcasting.
 *
 * @throws ShapeError when a and b do not broadcast
 */
export const mul: Binary = /* @__PURE__ */ binary("mul", (a, b) => a * b, {
  jvp: {
    a: ({ b }, aDot, _, apply) => apply(mul, { a: aDot, b }),
    b: ({ a }, bDot, _, apply) => apply(mul, { a, b: bDot }),
  },
  vjp: {
    a: ({ a, b }, yBar, _, apply) => gather(apply(mul, { a: yBar, b }), a, apply),
    b: ({ a, b }, yBar, _, apply) => gather(apply(mul, { a: yBar, b: a }), b, apply),
  },
});

/**
 * a / b, entry by entry, with broadcasting. With y = a / b, ∂y/∂a = 1/b and ∂y/∂b = −y/b.
 *
 * @throws ShapeError when a and b do not broadcast
 */
export const div: Binary = /* @__PURE__ */ binary("div", (a, b) => a / b, {
  jvp: {
    a: ({ b }, aDot, _, apply) => apply(div, { a: aDot, b }),
    b: ({ b }, bDot, y, apply) => apply(neg.op, { x: apply(mul, { a: apply(div, { a: y, b }), b: bDot }) }),
  },
  vjp: {
    a: ({ a, b }, yBar, _, apply) => gather(apply(div, { a: yBar, b }), a, apply),
    b: ({ b }, yBar, y, apply) =>
      gather(apply(neg.op, { x: apply(mul, { a: yBar, b: apply(div, { a: y, b }) }) }), b, apply),
  },
});

function binary(
  name: string,
  f: (a: number, b: number) => number,
  rules: Pick<Binary, "jvp" | "vjp"> & Partial<Binary>,
): Binary {
  return {
    name,
    shape: ({ a, b }) => broadcastShapes(name, a, b),
    forward: ({ a, b }, y) => void zipInto(y, f, a, b),
    ...rules,
  };
}

/** A tangent takes the shape of the output, like its input. */
const stretch = (tangent: Value, like: Value, apply: Apply): Value =>
  sameShape(shapeOf(tangent), shapeOf(like)) ? tangent : apply(broadcastTo(shapeOf(like)), { x: tangent });

/** A cotangent takes the shape of its input: it sums over everything that stretching repeated. */
export const gather = (cotangent: Value, like: Value, apply: Apply): Value =>
  sameShape(shapeOf(cotangent), shapeOf(like)) ? cotangent : apply(sumTo(shapeOf(like)), { x: cotangent });
