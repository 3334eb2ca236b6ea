import type { Arithmetic } from "./arithmetic.ts";

/** x + ε dx with ε² = 0. */
export interface Dual<T> {
  /** The value. */
  readonly x: T;
  /** Its derivative. */
  readonly dx: T;
}

/**
 * Duals over any arithmetic; duals over duals carry second derivatives.
 *
 * It knows no derivatives but the eight rules below. They share nothing with the rules of the ops: a mistake
 * made in both would have to be made twice.
 */
export const duals = <T>(A: Arithmetic<T>): Arithmetic<Dual<T>> => ({
  of: (x) => ({ x: A.of(x), dx: A.of(0) }),
  add: (a, b) => ({ x: A.add(a.x, b.x), dx: A.add(a.dx, b.dx) }),
  sub: (a, b) => ({ x: A.sub(a.x, b.x), dx: A.sub(a.dx, b.dx) }),
  mul: (a, b) => ({ x: A.mul(a.x, b.x), dx: A.add(A.mul(a.dx, b.x), A.mul(a.x, b.dx)) }),
  div: (a, b) => {
    const y = A.div(a.x, b.x);
    return { x: y, dx: A.div(A.sub(a.dx, A.mul(y, b.dx)), b.x) };
  },
  exp: (a) => {
    const y = A.exp(a.x);
    return { x: y, dx: A.mul(y, a.dx) };
  },
  log: (a) => ({ x: A.log(a.x), dx: A.div(a.dx, a.x) }),
  sqrt: (a) => {
    const y = A.sqrt(a.x);
    return { x: y, dx: A.div(a.dx, A.mul(A.of(2), y)) };
  },
  real: (a) => A.real(a.x),
});
