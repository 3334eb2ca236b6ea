import { dtypeOf, matchAxes, ShapeError, showShape, zeros } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import { primal, shapeOf } from "../op.ts";
import type { Inputs, Op, Value } from "../op.ts";

/**
 * Matrices side by side: the columns of the first, then those of the second, and so on.
 *
 *   X_k [n, i_k]  →  Y [n, Σ i_k]
 *
 *   jvp   Ẋ_k with zeros on both sides; together, Ẋ side by side      vjp   X̄_k = the columns of Ȳ that are X_k's
 *
 * @param names of the matrices, in their order
 * @throws ShapeError when there is none, or one has other rows
 */
export const concat = <K extends string>(names: readonly K[]): Op<K> => {
  const perInput = <V>(f: (name: K) => V): Readonly<Record<K, V>> =>
    Object.fromEntries(names.map((name) => [name, f(name)])) as Record<K, V>; // a row for each name
  const widthsOf = (inputs: Inputs<K>): number[] => names.map((name) => shapeOf(inputs[name])[1]);
  const beside = (inputs: Inputs<K>, name: K): readonly [before: number, own: number, after: number] => {
    const [widths, k] = [widthsOf(inputs), names.indexOf(name)];
    const total = (list: readonly number[]): number => list.reduce((sum, width) => sum + width, 0);
    return [total(widths.slice(0, k)), widths[k], total(widths.slice(k + 1))];
  };
  const op: Op<K> = {
    name: "concat",
    shape(shapes) {
      if (names.length === 0) throw new ShapeError("concat", "at least one matrix", "none");
      const [N] = shapes[names[0]];
      for (const name of names)
        if (shapes[name].length !== 2 || shapes[name][0] !== N)
          throw new ShapeError("concat", `${name} with ${N} rows and any columns`, showShape(shapes[name]));
      return [N, names.reduce((sum, name) => sum + shapes[name][1], 0)];
    },
    forward(inputs, Y) {
      const [N, width] = Y.shape;
      let from = 0;
      for (const name of names) {
        const { shape, data } = inputs[name];
        for (let n = 0; n < N; n++)
          for (let i = 0; i < shape[1]; i++) Y.data[n * width + from + i] = data[n * shape[1] + i];
        from += shape[1];
      }
    },
    jvp: perInput((name) => (inputs, change, _, apply) => {
      const [before, , after] = beside(inputs, name);
      return apply(pad(before, after), { x: change });
    }),
    tangent(inputs, changes, apply) {
      const all = perInput((name): Value => changes[name] ?? zerosLike(inputs[name]));
      return apply(op, all);
    },
    vjp: perInput((name) => (inputs, YBar, _, apply) => {
      const [before, own] = beside(inputs, name);
      return apply(slice(before, before + own), { x: YBar });
    }),
  };
  return op;
};

const zerosLike = (value: Value): Tensor => zeros(shapeOf(value), dtypeOf(primal(value)));

/**
 * The columns from `start` to before `end`. The adjoint of {@link pad}.
 *
 *   x [n, i]  →  y [n, end − start]
 *
 * @throws ShapeError when x is not a matrix with these columns
 */
export const slice = (start: number, end: number): Op<"x"> => ({
  name: "slice",
  shape: ({ x }) => {
    const { N, I } = matchAxes("slice", { x: [{ shape: x }, "NI"] });
    if (!(start >= 0 && start <= end && end <= I))
      throw new ShapeError("slice", `columns ${start} to ${end}`, showShape(x));
    return [N, end - start];
  },
  forward: ({ x }, y) => copyColumns(x, start, y, 0, end - start),
  jvp: { x: (_, xDot, __, apply) => apply(slice(start, end), { x: xDot }) },
  vjp: {
    x: ({ x }, yBar, _, apply) => apply(pad(start, shapeOf(x)[1] - end), { x: yBar }),
  },
});

/**
 * x with columns of zeros on both sides. The adjoint of {@link slice}.
 *
 *   x [n, i]  →  y [n, before + i + after]
 *
 * @throws ShapeError when x is not a matrix
 */
export const pad = (before: number, after: number): Op<"x"> => ({
  name: "pad",
  shape: ({ x }): Shape => {
    const { N, I } = matchAxes("pad", { x: [{ shape: x }, "NI"] });
    return [N, before + I + after];
  },
  forward: ({ x }, y) => {
    y.data.fill(0);
    copyColumns(x, 0, y, before, x.shape[1]);
  },
  jvp: { x: (_, xDot, __, apply) => apply(pad(before, after), { x: xDot }) },
  vjp: { x: ({ x }, yBar, _, apply) => apply(slice(before, before + shapeOf(x)[1]), { x: yBar }) },
});

/** Copies `count` columns, from one of x to one of y. */
function copyColumns(x: Tensor, from: number, y: Tensor, to: number, count: number): void {
  const [N, I] = x.shape;
  const [, J] = y.shape;
  for (let n = 0; n < N; n++)
    for (let i = 0; i < count; i++) y.data[n * J + to + i] = x.data[n * I + from + i];
}
