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

/** Two inputs of one shape, and which of their entries is the result; there is a kink where they are equal. */
const extreme = (op: unknown, isFirst: (a: number, b: number) => boolean): Primitive =>
  primitive(op, {
    inputs: { a: {}, b: {} },
    shapes: (size) => {
      const shape = [size(1, 3), size(1, 3)];
      return { a: shape, b: shape };
    },
    formula: (A, { a, b }) =>
      a.data.map((each, at) => (isFirst(A.real(each), A.real(b.data[at])) ? each : b.data[at])),
    kinkDistance: ({ a, b }) => {
      let nearest = Infinity;
      for (let at = 0; at < a.data.length; at++)
        nearest = Math.min(nearest, Math.abs(a.data[at] - b.data[at]) / 2);
      return nearest;
    },
    samples: ["a", "b"],
  });

export const arithmetic = {
  maximum: [extreme(ops.maximum, (a, b) => a >= b)],
  minimum: [extreme(ops.minimum, (a, b) => a <= b)],
  add: [binary(ops.add, (A, a, b) => A.add(a, b))],
  sub: [binary(ops.sub, (A, a, b) => A.sub(a, b))],
  mul: [binary(ops.mul, (A, a, b) => A.mul(a, b))],
  div: [binary(ops.div, (A, a, b) => A.div(a, b), { a: {}, b: divisor })],
};
