import { allocate, showShape, sizeOf } from "@espalier/tensor";
import { placesIn, stretched } from "@espalier/files/bytes";
import { refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import { asFloats, asWholes } from "./constant.ts";
import type { Constant } from "./constant.ts";
import { isOpen, product, quotient } from "./size.ts";
import type { Size } from "./size.ts";

/** Entry by entry, floats in double precision. */
export type Operation = (node: Node, operands: readonly (Constant | undefined)[]) => Constant;

/** A function of two numbers, and of two sizes where shapes are computed with it. */
export function binary(
  f: (a: number, b: number) => number,
  ofSizes: (a: Size, b: Size) => Size | undefined = (a, b) => (isOpen(a) || isOpen(b) ? undefined : f(a, b)),
): Operation {
  return (node, [a, b]) => {
    if (a === undefined || b === undefined) return refuseNode(node, "two operands", "one");
    const shape = stretched(a.shape, b.shape);
    if (shape === undefined)
      return refuseNode(node, `shapes that fit ${showShape(a.shape)}`, showShape(b.shape));
    const [first, second] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
    if (a.kind === "floats") {
      const [x, y] = [a.data, asFloats(node, b).data];
      const data = Float64Array.from(first, (from, at) => f(x[from], y[second[at]]));
      return { ...a, shape, data };
    }
    const [x, y] = [a.values, asWholes(node, b).values];
    const values = Array.from(
      first,
      (from, at) =>
        ofSizes(x[from], y[second[at]]) ??
        refuseNode(node, "arithmetic of sizes", "one that the number of samples decides"),
    );
    return { kind: "wholes", shape, values };
  };
}

export const unary =
  (f: (x: number) => number): Operation =>
  (node, [a]) => {
    const x = asFloats(node, a);
    return { ...x, data: Float64Array.from(x.data, f) };
  };

const sum = (a: Size, b: Size): Size | undefined => {
  if (isOpen(a) && isOpen(b)) return { times: a.times + b.times };
  if (isOpen(a)) return b === 0 ? a : undefined;
  if (isOpen(b)) return a === 0 ? b : undefined;
  return a + b;
};

export const add: Operation = binary((a, b) => a + b, sum);
export const subtract: Operation = binary((a, b) => a - b);
export const multiply: Operation = binary((a, b) => a * b, product);
export const divide: Operation = binary((a, b) => a / b, quotient);

/** A B of matrices; of more axes where the leading ones are 1. */
export const matMul: Operation = (node, [a, b]) => {
  const [A, B] = [asFloats(node, a), asFloats(node, b)];
  const [[I, K], [L, J]] = [A.shape, B.shape];
  if (A.shape.length !== 2 || B.shape.length !== 2 || K !== L)
    return refuseNode(node, "two matrices that fit", `${showShape(A.shape)}, ${showShape(B.shape)}`);
  if (I * J * K > 2 ** 26) return refuseNode(node, "at most 2^26 products", `${I * J * K}`);
  const data = allocate(sizeOf([I, J]), "f64");
  for (let i = 0; i < I; i++)
    for (let k = 0; k < K; k++)
      for (let j = 0; j < J; j++) data[i * J + j] += A.data[i * K + k] * B.data[k * J + j];
  return { ...A, shape: [I, J], data };
};
