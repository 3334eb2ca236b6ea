import { showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { stridesOf } from "@espalier/files/bytes";
import { refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import { knownAxes, picked } from "./axes.ts";
import type { Context } from "./context.ts";
import { times } from "./pointwise.ts";
import { sumOfEach } from "./reduce.ts";

// Products of values that all depend on the samples, such as those of a branch and a trunk: products entry by entry, and their sums.

/** A value, and a letter for each of its axes but that of the samples. */
export interface Lettered {
  readonly x: Samples;
  readonly letters: readonly string[];
}

/** Σ of the products of some values, over the letters that the result does not have. */
export function contracted(
  context: Context,
  node: Node,
  values: readonly Lettered[],
  result: readonly string[],
): Samples {
  const sizes = new Map<string, number>();
  for (const { x, letters } of values) {
    const axes = knownAxes(node, x);
    if (axes.length !== letters.length)
      refuseNode(node, `${letters.length} axes of a sample`, showShape(axes));
    for (const [at, letter] of letters.entries()) {
      const known = sizes.get(letter) ?? axes[at];
      if (known !== axes[at]) refuseNode(node, `the size ${known} of axis ${letter}`, `${axes[at]}`);
      sizes.set(letter, known);
    }
  }
  const order = [...result, ...[...sizes.keys()].filter((letter) => !result.includes(letter))];
  const shape = order.map((letter) => sizes.get(letter) ?? NaN);
  const stretched = values.map(({ x, letters }) => {
    const strides = stridesOf(knownAxes(node, x));
    const strideOf = (letter: string): number =>
      strides.reduce((sum, stride, at) => (letters[at] === letter ? sum + stride : sum), 0);
    return picked(context, node, x, shape, order.map(strideOf));
  });
  const product = stretched.reduce((a, b) => times(context, node, [a, b]));
  const axes = shape.slice(0, result.length);
  const length = sizeOf(shape.slice(result.length));
  return order.length === result.length ? product : sumOfEach(context, node, product, length, axes);
}

/** A B of each sample, [.., i, k] and [.., k, j]; undefined where a value has fewer axes, so that the product would mix the samples. */
export function productOfEach(context: Context, node: Node, A: Samples, B: Samples): Samples | undefined {
  const [a, b]: readonly (Shape | undefined)[] = [A.axes, B.axes];
  if (a === undefined || b === undefined || a.length < 2 || a.length !== b.length || A.batched !== B.batched)
    return undefined;
  const lead = a.slice(0, -2).map((_, axis) => `axis ${axis}`);
  const values = [
    { x: A, letters: [...lead, "i", "k"] },
    { x: B, letters: [...lead, "k", "j"] },
  ];
  return contracted(context, node, values, [...lead, "i", "j"]);
}
