import type { AdamStep } from "../../kernels.ts";
import {
  advance,
  I32,
  int,
  loadVector,
  repeat,
  routine,
  select,
  storeVector,
  V128,
} from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import type { Element } from "../engine/element.ts";

/** Routines that take addresses and a number of vectors. The reference computes the entries that do not fill a vector. */
export const elementwise = (element: Element): Routine[] => [
  addToRows(element),
  add(element),
  prelu(element),
  preluSlope(element),
  preluTangent(element),
  adam(element),
];

/** Advances through some arrays one vector at a time. */
const each = (pointers: readonly Local[], count: Local, ...body: readonly Code[]): Code =>
  repeat(count, ...body, ...pointers.map((pointer) => advance(pointer, int(16))));

const load = (pointer: Local): Code => loadVector(pointer.get, 0);
const store = (pointer: Local, value: Code): Code => storeVector(pointer.get, 0, value);

/** (S, b, rows, vectors of a row) */
const addToRows = (element: Element): Routine =>
  routine(`${element.dtype}-addToRows`, 4, ([S, b, rows, width], fresh) => {
    const [here, left] = [fresh(I32), fresh(I32)];
    return repeat(
      rows,
      here.set(b.get),
      left.set(width.get),
      each([S, here], left, store(S, element.add(load(S), load(here)))),
    );
  });

/** (A, B, Y, vectors) */
const add = (element: Element): Routine =>
  routine(`${element.dtype}-add`, 4, ([A, B, Y, count]) =>
    each([A, B, Y], count, store(Y, element.add(load(A), load(B)))),
  );

/** x > 0 ? yes : a · no, with a at an address. */
const choose = (element: Element, x: Local, a: Local, value: Code): Code =>
  select(value, element.multiply(a.get, value), element.greater(x.get, ZERO));

const ZERO: Code = [0xfd, 12, ...Array.from({ length: 16 }, () => 0)]; // v128.const 0

/** (X, Y, a, vectors) */
const prelu = (element: Element): Routine =>
  routine(`${element.dtype}-prelu`, 4, ([X, Y, a, count], fresh) => {
    const [slope, x] = [fresh(V128), fresh(V128)];
    return [
      slope.set(element.loadSplat(a.get, 0)),
      ...each([X, Y], count, x.set(load(X)), store(Y, choose(element, x, slope, x.get))),
    ];
  });

/** (X, c, Z, a, vectors) */
const preluSlope = (element: Element): Routine =>
  routine(`${element.dtype}-preluSlope`, 5, ([X, c, Z, a, count], fresh) => {
    const [slope, x, change] = [fresh(V128), fresh(V128), fresh(V128)];
    return [
      slope.set(element.loadSplat(a.get, 0)),
      ...each(
        [X, c, Z],
        count,
        x.set(load(X)),
        change.set(load(c)),
        store(Z, choose(element, x, slope, change.get)),
      ),
    ];
  });

/** (X, ẋ, ẏ, a and ȧ, vectors) */
const preluTangent = (element: Element): Routine =>
  routine(`${element.dtype}-preluTangent`, 5, ([X, XDot, Y, slopes, count], fresh) => {
    const [slope, slopeDot, x, change] = [fresh(V128), fresh(V128), fresh(V128), fresh(V128)];
    const { multiply, loadSplat, bytes } = element;
    const below = element.add(multiply(slope.get, change.get), multiply(slopeDot.get, x.get));
    return [
      slope.set(loadSplat(slopes.get, 0)),
      slopeDot.set(loadSplat(slopes.get, bytes)),
      ...each(
        [X, XDot, Y],
        count,
        x.set(load(X)),
        change.set(load(XDot)),
        store(Y, select(change.get, below, element.greater(x.get, ZERO))),
      ),
    ];
  });

/** The constants of a step, in their order in memory. */
export const adamConstants: readonly ((step: AdamStep) => number)[] = [
  ({ learningRate }) => learningRate,
  ({ beta1 }) => beta1,
  ({ beta1 }) => 1 - beta1,
  ({ beta2 }) => beta2,
  ({ beta2 }) => 1 - beta2,
  ({ epsilon }) => epsilon,
  ({ firstBias }) => firstBias,
  ({ secondBias }) => secondBias,
];

/** (θ, g, m, v, constants, vectors) */
const adam = (element: Element): Routine =>
  routine(`${element.dtype}-adam`, 6, ([theta, g, m, v, constants, count], fresh) => {
    const { add: plus, multiply: times, divide, subtract, squareRoot, bytes } = element;
    const locals = adamConstants.map(() => fresh(V128));
    const [alpha, beta1, rest1, beta2, rest2, epsilon, first, second] = locals;
    const [gradient, mNew, vNew] = [fresh(V128), fresh(V128), fresh(V128)];
    const root = plus(squareRoot(divide(vNew.get, second.get)), epsilon.get);
    const step = divide(times(alpha.get, divide(mNew.get, first.get)), root);
    return [
      ...locals.flatMap((local, index) => local.set(element.loadSplat(constants.get, index * bytes))),
      ...each(
        [theta, g, m, v],
        count,
        gradient.set(load(g)),
        mNew.set(plus(times(beta1.get, load(m)), times(rest1.get, gradient.get))),
        vNew.set(plus(times(beta2.get, load(v)), times(times(rest2.get, gradient.get), gradient.get))),
        store(m, mNew.get),
        store(v, vNew.get),
        store(theta, subtract(load(theta), step)),
      ),
    ];
  });
