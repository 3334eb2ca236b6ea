import { broadcastShapes, sizeOf } from "@espalier/tensor";
import { ops } from "@espalier/autodiff";
import type { Arithmetic, Domain } from "../src/index.ts";
import { stretchedEntry } from "./formulas.ts";
import { broadcastable, primitive } from "./primitive.ts";
import type { Primitive } from "./primitive.ts";

/** Away from the pole of division. */
const divisor: Domain = { gaps: [{ at: 0, margin: 2 ** -10 }] };

function binary(
  op: unknown,
  f: <T>(A: Arithmetic<T>, a: T, b: T) => T,
  inputs: { a: Domain; b: Domain } = { a: {}, b: {} },
): Primitive {
  return primitive(op, {
    inputs,
    shapes: broadcastable,
    formula: (A, { a, b }) => {
      const shape = broadcastShapes("formula", a.shape, b.shape);
      return Array.from({ length: sizeOf(shape) }, (_, at) =>
        f(A, stretchedEntry(a, shape, at), stretchedEntry(b, shape, at)),
      );
    },
    stretched: ({ a, b }) => {
      const shape = broadcastShapes("stretched", a, b);
      return { a: shape, b: shape };
    },
  });
}

export const arithmetic = {
  add: [binary(ops.add, (A, a, b) => A.add(a, b))],
  sub: [binary(ops.sub, (A, a, b) => A.sub(a, b))],
  mul: [binary(ops.mul, (A, a, b) => A.mul(a, b))],
  div: [binary(ops.div, (A, a, b) => A.div(a, b), { a: {}, b: divisor })],
};
