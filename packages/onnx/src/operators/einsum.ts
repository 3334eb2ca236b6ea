import { showShape, sizeOf } from "@espalier/tensor";
import { places, stridesOf } from "@espalier/files/bytes";
import { refuseNode, refusePart } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import { affine, dense } from "./affine.ts";
import { knownAxes, refuseMixed } from "./axes.ts";
import { floatsAt, isSamples } from "./context.ts";
import type { Context, Operand, Operator } from "./context.ts";
import { contracted } from "./products.ts";

/** Sums of products by the letters of their axes; the first letter is that of the samples. */
export const einsum: Operator = (context, node, operands) => {
  const equation = (node.attributes.get("equation")?.text ?? "").replaceAll(" ", "");
  const [left, right] = equation.split("->");
  const terms = left.split(",");
  const isPlain = right !== undefined && [...terms, right].every((term) => /^[a-zA-Z]+$/.test(term));
  const constants = operands.filter((operand) => !isSamples(operand)).length;
  if (!isPlain || terms.length !== operands.length || (constants > 0 && operands.length !== 2))
    return refuseEquation(node, equation);
  const [batch] = right;
  for (const [k, operand] of operands.entries()) {
    if (!isSamples(operand)) {
      if (terms[k].includes(batch)) return refuseMixed(node);
      continue;
    }
    if (!operand.batched || terms[k].indexOf(batch) !== 0 || terms[k].lastIndexOf(batch) !== 0)
      return refuseMixed(node);
  }
  if (right.lastIndexOf(batch) !== 0) return refuseMixed(node);
  const unknown = Array.from(right).find((letter) => !left.includes(letter));
  if (unknown !== undefined) return refusePart(node, "equation", "letters of the values", unknown);
  const result = Array.from(right.slice(1));
  if (constants > 0) return layer(context, node, operands, terms, result) ?? refuseEquation(node, equation);
  const values = operands.filter(isSamples);
  return contracted(
    context,
    node,
    values.map((x, k) => ({ x, letters: Array.from(terms[k].slice(1)) })),
    result,
  );
};

const refuseEquation = (node: Node, equation: string): never =>
  refusePart(
    node,
    "equation",
    "a product of values that depend on the samples, or of all axes of a value with a constant; each axis with a letter",
    JSON.stringify(equation.slice(0, 60)),
  );

/** A layer: a constant with an axis for each one of the value, over which it sums, and for each one of the result. Undefined for another product. */
function layer(
  context: Context,
  node: Node,
  operands: readonly Operand[],
  terms: readonly string[],
  result: readonly string[],
): Samples | undefined {
  const at = operands.findIndex(isSamples);
  const x = operands[at];
  if (!isSamples(x)) return undefined;
  const [inner, letters] = [Array.from(terms[at].slice(1)), Array.from(terms[1 - at])];
  const order = [...result, ...inner];
  if (new Set(order).size !== order.length || order.toSorted().join("") !== letters.toSorted().join(""))
    return undefined;
  const constant = floatsAt(node, operands, 1 - at);
  const axes = knownAxes(node, x);
  const sizeOfLetter = (letter: string): number => constant.shape[letters.indexOf(letter)];
  if (constant.shape.length !== letters.length || inner.map(sizeOfLetter).join() !== axes.join())
    return refuseNode(
      node,
      `a constant with axes ${letters.join("")} and samples that fit`,
      `${showShape(constant.shape)} and ${showShape(axes)}`,
    );
  const strides = stridesOf(constant.shape);
  const from = places(
    order.map(sizeOfLetter),
    order.map((letter) => strides[letters.indexOf(letter)]),
    0,
  );
  const shape = [sizeOf(result.map(sizeOfLetter)), sizeOf(axes)];
  const data = constant.data.map((_, k) => constant.data[from[k]]);
  return dense(context, node, x, affine({ shape, data }, constant), result.map(sizeOfLetter));
}
