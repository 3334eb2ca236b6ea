import { oneShape } from "./one-shape.ts";
import type { Op } from "../op.ts";

/** Whether a is the result, for two entries. */
type IsFirst = (a: number, b: number) => boolean;

/**
 * max(a, b), entry by entry. The slope is 1 by the larger one and 0 by the other; where they are equal, it is 1 by a.
 *
 *   a, b of one shape  →  y of the same
 *
 *   jvp   ẏ = ȧ ⊙ [a ≥ b]     ẏ = ḃ ⊙ [a < b]
 *   vjp   ā = ȳ ⊙ [a ≥ b]     b̄ = ȳ ⊙ [a < b]
 *
 * @throws ShapeError when a and b have different shapes
 */
export const maximum: Op<"a" | "b"> = extreme("maximum", (a, b) => a >= b);

/**
 * min(a, b), entry by entry. The slope is 1 by the smaller one and 0 by the other; where they are equal, it is 1 by a.
 *
 *   a, b of one shape  →  y of the same
 *
 *   jvp   ẏ = ȧ ⊙ [a ≤ b]     ẏ = ḃ ⊙ [a > b]
 *   vjp   ā = ȳ ⊙ [a ≤ b]     b̄ = ȳ ⊙ [a > b]
 *
 * @throws ShapeError when a and b have different shapes
 */
export const minimum: Op<"a" | "b"> = extreme("minimum", (a, b) => a <= b);

function extreme(name: string, isFirst: IsFirst): Op<"a" | "b"> {
  const [first, second] = [true, false].map((of) => selected(name, isFirst, of));
  return {
    name,
    shape: ({ a, b }) => oneShape(name, { a, b }),
    forward({ a: { data: a }, b: { data: b } }, { data: y }) {
      // NaN is neither larger nor smaller, and is passed on.
      for (let at = 0; at < y.length; at++)
        y[at] = isFirst(a[at], b[at]) || Number.isNaN(a[at]) ? a[at] : b[at];
    },
    jvp: {
      a: ({ a, b }, c, _, apply) => apply(first, { a, b, c }),
      b: ({ a, b }, c, _, apply) => apply(second, { a, b, c }),
    },
    vjp: {
      a: ({ a, b }, c, _, apply) => apply(first, { a, b, c }),
      b: ({ a, b }, c, _, apply) => apply(second, { a, b, c }),
    },
  };
}

/**
 * c where a is the result, or where it is not; 0 elsewhere. Its slope by a and b is 0 wherever it exists.
 *
 *   jvp   ż = ċ where c counts        vjp   c̄ = z̄ where c counts
 */
function selected(name: string, isFirst: IsFirst, isOfFirst: boolean): Op<"a" | "b" | "c", "c"> {
  const op: Op<"a" | "b" | "c", "c"> = {
    name: `${name} slope`,
    shape: (shapes) => oneShape(`${name} slope`, shapes),
    forward({ a: { data: a }, b: { data: b }, c: { data: c } }, { data: z }) {
      for (let at = 0; at < z.length; at++) z[at] = isFirst(a[at], b[at]) === isOfFirst ? c[at] : 0;
    },
    jvp: { c: ({ a, b }, c, _, apply) => apply(op, { a, b, c }) },
    vjp: { c: ({ a, b }, c, _, apply) => apply(op, { a, b, c }) },
  };
  return op;
}
