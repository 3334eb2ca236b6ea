import type { Random } from "@espalier/tensor";
import { dot, unit } from "../../src/points/directions.ts";
import { sameBits } from "../../src/spec/structure.ts";
import { forward, reverse } from "../../src/trial/subject.ts";
import type { Subject } from "../../src/trial/subject.ts";
import type { UsualCheck } from "./check.ts";
import { central, close, curved, gradientOf, valueOf } from "./differences.ts";
import type { Curve } from "./differences.ts";

const EPS = 1e-6;
const ATOL = 1e-5;
const RTOL = 1e-3;

/** The claimed derivatives of a curve: each present way, by its columns Jv or its rows Jᵀu. */
interface Claims {
  readonly columns: readonly ((v: Float64Array) => Float64Array)[];
  readonly rows: readonly ((u: Float64Array) => Float64Array)[];
}

const firstOrder = (subject: Subject): Claims => ({
  columns: subject.spec.jvp === undefined ? [] : [(v) => forward(subject, v)],
  rows: subject.spec.vjp === undefined ? [] : [(u) => reverse(subject, u)],
});

/** Those of the gradient: the Hessian is symmetric, so that its products are columns one way and rows the other. */
function ofGradient(subject: Subject, u: Float64Array): Claims | undefined {
  const { second } = subject.spec;
  if (second === undefined) return undefined;
  const { forwardOverReverse, reverseOverReverse } = second;
  return {
    columns: [(v) => curved(subject, forwardOverReverse, u, v)],
    rows: reverseOverReverse === undefined ? [] : [(w) => curved(subject, reverseOverReverse, u, w)],
  };
}

/**
 * `torch.autograd.gradcheck` and `gradgradcheck` with their defaults, forward mode switched on: the whole Jacobian entry by
 * entry, two runs that agree to the bit (nondet_tol = 0), and a cotangent of zeros that gives zeros.
 *
 * @see https://github.com/pytorch/pytorch/blob/main/torch/autograd/gradcheck.py
 */
export const gradcheckSlow: UsualCheck = {
  name: "gradcheck, slow",
  accepts(subject, random) {
    const { x, y } = subject;
    const u = y.map(() => 2 * random() - 1);
    const gradient = ofGradient(subject, u);
    return (
      wholeAgrees(valueOf(subject), x, y.length, firstOrder(subject)) &&
      zerosGiveZeros(subject) &&
      (gradient === undefined || wholeAgrees(gradientOf(subject, u), x, x.length, gradient))
    );
  },
};

function wholeAgrees(f: Curve, x: Float64Array, m: number, { columns, rows }: Claims): boolean {
  const n = x.length;
  const numerical = Array.from({ length: n }, (_, j) => central(f, x, unit(n, j), EPS));
  const transposed = Array.from({ length: m }, (_, i) => Float64Array.from(numerical, (column) => column[i]));
  const tolerances = { atol: ATOL, rtol: RTOL };
  return (
    rows.every((row) =>
      transposed.every((due, i) => {
        const received = row(unit(m, i));
        return close(received, due, tolerances) && sameBits(received, row(unit(m, i)));
      }),
    ) && columns.every((column) => numerical.every((due, j) => close(column(unit(n, j)), due, tolerances)))
  );
}

const zerosGiveZeros = (subject: Subject): boolean =>
  subject.spec.vjp === undefined ||
  reverse(
    subject,
    subject.y.map(() => 0),
  ).every((each) => each === 0);

/** The same with `fast_mode=True`: one number vᵀ J u an input, for a pair of directions all of whose entries are positive. */
export const gradcheckFast: UsualCheck = {
  name: "gradcheck, fast",
  accepts(subject, random) {
    const u = subject.y.map(() => 2 * random() - 1);
    const gradient = ofGradient(subject, u);
    return (
      projectionAgrees(valueOf(subject), subject, firstOrder(subject), subject.y.length, random) &&
      zerosGiveZeros(subject) &&
      (gradient === undefined ||
        projectionAgrees(gradientOf(subject, u), subject, gradient, subject.x.length, random))
    );
  },
};

function projectionAgrees(f: Curve, subject: Subject, claims: Claims, m: number, random: Random): boolean {
  const { x, inputs, moving } = subject;
  const v = positive(m, random);
  let first = 0;
  return moving.every((name) => {
    const { length } = inputs[name].data;
    const u = new Float64Array(x.length);
    u.set(positive(length, random), first);
    first += length;
    const due = dot(v, central(f, x, u, EPS));
    const tolerances = { atol: ATOL * sum(u) * sum(v), rtol: RTOL };
    return (
      claims.rows.every((row) => {
        const received = row(v);
        return close([dot(received, u)], [due], tolerances) && sameBits(received, row(v));
      }) && claims.columns.every((column) => close([dot(v, column(u))], [due], tolerances))
    );
  });
}

/** Uniform in [0, 1), divided by its norm. */
function positive(n: number, random: Random): Float64Array {
  const raw = Float64Array.from({ length: n }, () => random());
  const norm = Math.hypot(...raw);
  return raw.map((each) => each / norm);
}

const sum = (v: Float64Array): number => v.reduce((total, each) => total + each, 0);
