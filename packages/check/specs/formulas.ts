import { sizeOf } from "@espalier/tensor";
import { duals } from "../src/index.ts";
import type { Arithmetic, Entries } from "../src/index.ts";

/** The mathematics of the primitives, written apart from their rules: naive where it can be, stable where it must. */

/** A function of one number. */
export type Scalar = <T>(A: Arithmetic<T>, x: T) => T;

export const sum = <T>(A: Arithmetic<T>, terms: readonly T[]): T => terms.reduce(A.add, A.of(0));

export const negative = <T>(A: Arithmetic<T>, x: T): T => A.sub(A.of(0), x);

const size = <T>(A: Arithmetic<T>, x: T): T => (A.real(x) < 0 ? negative(A, x) : x);

/** (1 − t)/(1 + t) with t = exp −2|x|, which cannot overflow */
export const tanh: Scalar = (A, x) => {
  const t = A.exp(A.mul(A.of(-2), size(A, x)));
  const y = A.div(A.sub(A.of(1), t), A.add(A.of(1), t));
  return A.real(x) < 0 ? negative(A, y) : y;
};

export const sigmoid: Scalar = (A, x) => {
  const e = A.exp(negative(A, size(A, x)));
  return A.div(A.real(x) < 0 ? e : A.of(1), A.add(A.of(1), e));
};

export const softplus: Scalar = (A, x) => {
  const small = A.log(A.add(A.of(1), A.exp(negative(A, size(A, x)))));
  return A.real(x) < 0 ? small : A.add(x, small);
};

export const relu: Scalar = (A, x) => (A.real(x) > 0 ? x : A.of(0));

export const negativePart: Scalar = (A, x) => (A.real(x) > 0 ? A.of(0) : x);

/** x Φ(x) */
export const gelu: Scalar = (A, x) => A.mul(x, cdf(A, x));

/** Φ(x), by its power series (DLMF 7.6.2), and by the continued fraction of its tail (DLMF 7.9.1) where that is short. */
const cdf: Scalar = (A, x) => {
  const square = A.mul(x, x);
  const density = A.div(A.exp(A.div(square, A.of(-2))), A.of(Math.sqrt(2 * Math.PI)));
  if (Math.abs(A.real(x)) < 5) {
    let [term, total] = [x, x];
    for (let n = 1; n < 60 && Math.abs(A.real(term)) > 2 ** -80 * Math.abs(A.real(total)); n++) {
      term = A.div(A.mul(term, square), A.of(2 * n + 1));
      total = A.add(total, term);
    }
    return A.add(A.of(1 / 2), A.mul(density, total));
  }
  const t = size(A, x);
  let fraction = t;
  for (let n = 60; n >= 1; n--) fraction = A.add(t, A.div(A.of(n), fraction));
  const tail = A.div(density, fraction);
  return A.real(x) < 0 ? tail : A.sub(A.of(1), tail);
};

/** f′, by duals. */
export const slopeOf =
  (f: Scalar): Scalar =>
  (A, x) =>
    f(duals(A), { x, dx: A.of(1) }).dx;

/** log Σ exp x, around the largest as a constant: the sum does not depend on where it is taken around. */
export function logsumexp<T>(A: Arithmetic<T>, x: readonly T[]): T {
  const { largest, terms } = exponentials(A, x);
  return A.add(largest, A.log(sum(A, terms)));
}

export function softmax<T>(A: Arithmetic<T>, x: readonly T[]): T[] {
  const { terms } = exponentials(A, x);
  const total = sum(A, terms);
  return terms.map((term) => A.div(term, total));
}

function exponentials<T>(A: Arithmetic<T>, x: readonly T[]): { largest: T; terms: T[] } {
  const largest = A.of(Math.max(...x.map(A.real)));
  return { largest, terms: x.map((each) => A.exp(A.sub(each, largest))) };
}

/** Σ_k A_ik B_kj for matrices given by their entries. */
export function product<T>(
  A: Arithmetic<T>,
  [M, K, N]: readonly [number, number, number],
  a: (m: number, k: number) => T,
  b: (k: number, n: number) => T,
): T[] {
  return grid(M, N, (m, n) =>
    sum(
      A,
      Array.from({ length: K }, (_, k) => A.mul(a(m, k), b(k, n))),
    ),
  );
}

export const grid = <T>(M: number, N: number, entry: (m: number, n: number) => T): T[] =>
  Array.from({ length: M * N }, (_, at) => entry(Math.floor(at / N), at % N));

/** An entry of a matrix. */
export const entry =
  <T>({ shape: [, columns], data }: Entries<T>) =>
  (row: number, column: number): T =>
    data[row * columns + column];

/** The entry of x that broadcasting puts at a place of a larger shape. */
export function stretchedEntry<T>({ shape, data }: Entries<T>, target: readonly number[], at: number): T {
  let [rest, own, step] = [at, 0, 1];
  for (let axis = target.length - 1; axis >= 0; axis--) {
    const length = shape[axis - target.length + shape.length] ?? 1;
    const index = rest % target[axis];
    rest = Math.floor(rest / target[axis]);
    if (length > 1) own += index * step;
    step *= length;
  }
  return data[own];
}

/** For each place without the given axis, the entries along it; all entries in one line where no axis is given. */
export function linesAlong<T>({ shape, data }: Entries<T>, axis?: number): T[][] {
  if (axis === undefined) return [[...data]];
  const inner = sizeOf(shape.slice(axis + 1));
  const lines: T[][] = Array.from({ length: sizeOf(shape) / shape[axis] }, () => []);
  data.forEach((x, at) => lines[Math.floor(at / (inner * shape[axis])) * inner + (at % inner)].push(x));
  return lines;
}
