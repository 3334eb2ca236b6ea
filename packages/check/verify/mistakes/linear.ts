import { sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { shapeOf } from "@espalier/autodiff";
import type { AnyOp } from "@espalier/autodiff";

/** y_k = x_from(k): entries moved about, left out or repeated. Its derivatives are right, so that a mutant made of it has two. */
export const pick = (shape: Shape, from: ArrayLike<number>): AnyOp => ({
  name: "pick",
  shape: () => shape,
  forward: ({ x }, y) => {
    for (let k = 0; k < y.data.length; k++) y.data[k] = x.data[from[k]];
  },
  jvp: { x: (_, xDot, __, use) => use(pick(shape, from), { x: xDot }) },
  vjp: { x: ({ x }, yBar, _, use) => use(spread(shapeOf(x), from), { x: yBar }) },
});

/** y_to(k) = Σ x_k: the adjoint of {@link pick}. */
export const spread = (shape: Shape, to: ArrayLike<number>): AnyOp => ({
  name: "spread",
  shape: () => shape,
  forward: ({ x }, y) => {
    y.data.fill(0);
    for (let k = 0; k < x.data.length; k++) y.data[to[k]] += x.data[k];
  },
  jvp: { x: (_, xDot, __, use) => use(spread(shape, to), { x: xDot }) },
  vjp: { x: ({ x }, yBar, _, use) => use(pick(shapeOf(x), to), { x: yBar }) },
});

/** Entry by entry, and linear enough that its derivative is taken to be itself. */
export function entrywise(name: string, f: (x: number, at: number, size: number) => number): AnyOp {
  const op: AnyOp = {
    name,
    shape: ({ x }) => x,
    forward: ({ x }, y) => {
      for (let at = 0; at < y.data.length; at++) y.data[at] = f(x.data[at], at, x.data.length);
    },
    jvp: { x: (_, xDot, __, use) => use(op, { x: xDot }) },
    vjp: { x: (_, yBar, __, use) => use(op, { x: yBar }) },
  };
  return op;
}

/** Where each entry of x goes, for an op that sums some of its entries into each of the output's. */
export function destinations(op: AnyOp, shape: Shape): number[] {
  const size = sizeOf(shape);
  const out = op.shape({ x: shape });
  return Array.from({ length: size }, (_, at) => {
    const [x, y] = [new Float64Array(size), new Float64Array(sizeOf(out))];
    x[at] = 1;
    op.forward({ x: { shape, data: x } }, { shape: out, data: y });
    return y.indexOf(1);
  });
}

/** Where each entry of y comes from, for an op that repeats entries. */
export function origins(op: AnyOp, shape: Shape): number[] {
  const out = op.shape({ x: shape });
  const x = Float64Array.from({ length: sizeOf(shape) }, (_, at) => at);
  const y = new Float64Array(sizeOf(out));
  op.forward({ x: { shape, data: x } }, { shape: out, data: y });
  return [...y];
}

/** Another way to lay `size` entries out over `few`: along the first axis for the last, or the other way round. */
export function otherLayout(layout: readonly number[], few: number): number[] | undefined {
  const size = layout.length;
  const ways = [
    Array.from({ length: size }, (_, at) => at % few),
    Array.from({ length: size }, (_, at) => Math.floor((at * few) / size)),
  ];
  return ways.find((way) => way.some((k, at) => k !== layout[at]));
}
