import { randomNormal } from "@espalier/tensor";
import { streamOf } from "../../src/points/probe.ts";
import { forward, reverse, split } from "../../src/trial/subject.ts";
import type { Subject } from "../../src/trial/subject.ts";
import type { UsualCheck } from "./check.ts";
import { central, close, curved, gradientOf, valueOf } from "./differences.ts";
import type { Curve } from "./differences.ts";

const EPS = 1e-4;
/** Both of atol and rtol in double precision, multiplied by the size of the compared numbers. */
const TOLERANCE = 1e-5;

/**
 * `jax.test_util.check_grads(f, args, order=2)`: one direction, the same in every run, in forward and in reverse mode; then the
 * same of the gradient. JAX takes the gradient for the cotangent f(x), which moves with x; here it stands still.
 *
 * @see https://github.com/jax-ml/jax/blob/main/jax/_src/public_test_util.py
 */
export const checkGrads: UsualCheck = {
  name: "check_grads",
  accepts: (subject) => firstOrderAgrees(subject) && secondOrderAgrees(subject),
};

function firstOrderAgrees(subject: Subject): boolean {
  const { spec, y } = subject;
  const f = valueOf(subject);
  return (
    (spec.jvp === undefined || jvpAgrees(subject, f, (v) => [forward(subject, v)])) &&
    (spec.vjp === undefined || vjpAgrees(subject, f, y.length, (u) => reverse(subject, u)))
  );
}

function secondOrderAgrees(subject: Subject): boolean {
  const { spec, x, y } = subject;
  if (spec.second === undefined) return true;
  const { forwardOverReverse: forwards, reverseOverReverse: backwards } = spec.second;
  const gradient = gradientOf(subject, y);
  return (
    jvpAgrees(subject, gradient, (v) => parts(subject, curved(subject, forwards, y, v))) &&
    (backwards === undefined ||
      vjpAgrees(subject, gradient, x.length, (w) => curved(subject, backwards, y, w)))
  );
}

/** Arrays are compared one by one, and larger ones more leniently. */
function jvpAgrees({ x }: Subject, f: Curve, push: (v: Float64Array) => readonly Float64Array[]): boolean {
  const v = normal(x.length, 0);
  const due = central(f, x, v, EPS);
  let first = 0;
  return push(v).every((part) => {
    const expected = due.subarray(first, (first += part.length));
    return allClose(part, expected);
  });
}

function vjpAgrees({ x }: Subject, f: Curve, m: number, pull: (u: Float64Array) => Float64Array): boolean {
  const [v, u] = [normal(x.length, 0), normal(m, x.length)];
  return allClose([plainDot(v, pull(u))], [plainDot(central(f, x, v, EPS), u)]);
}

const allClose = (received: ArrayLike<number>, expected: ArrayLike<number>): boolean => {
  const tolerance = TOLERANCE * expected.length;
  return close(received, expected, { atol: tolerance, rtol: tolerance, equalNaN: true });
};

const parts = (subject: Subject, vector: Float64Array): Float64Array[] =>
  Object.values(split(subject, vector)).map(({ data }) => Float64Array.from(data));

/** Numbers of one fixed stream, from a place on. */
const normal = (n: number, skipped: number): Float64Array =>
  Float64Array.from(randomNormal([skipped + n], streamOf(0)).data.subarray(skipped));

const plainDot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((total, each, at) => total + each * b[at], 0);
