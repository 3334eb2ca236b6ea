import type { Output, SecondOrder } from "../../src/index.ts";
import { unflatten } from "../../src/spec/structure.ts";
import { join, reverse, split, subjectOf, valueAt } from "../../src/trial/subject.ts";
import type { Subject } from "../../src/trial/subject.ts";

export type Curve = (x: Float64Array) => Float64Array;

/** f by its flat input. */
export const valueOf =
  (subject: Subject): Curve =>
  (x) =>
    valueAt(subject, x);

/** The gradient x ↦ Jᵀ u by its flat input: what second derivatives are checked against. */
export const gradientOf =
  (subject: Subject, u: Float64Array): Curve =>
  (x) =>
    reverse(subjectOf(subject.spec, { ...subject.inputs, ...split(subject, x) }), u);

/** H v for the Hessian of ⟨u, f⟩, as the spec claims it. */
export const curved = (
  subject: Subject,
  way: SecondOrder["forwardOverReverse"],
  u: Float64Array,
  v: Float64Array,
): Float64Array =>
  join(subject, way(subject.inputs, unflatten<Output>(u, subject.output), split(subject, v)));

/** (f(x + hv) − f(x − hv)) / 2h for one h, as most checks take it. */
export function central(f: Curve, x: Float64Array, v: Float64Array, h: number): Float64Array {
  const ahead = f(x.map((each, at) => each + h * v[at]));
  const behind = f(x.map((each, at) => each - h * v[at]));
  return ahead.map((each, at) => (each - behind[at]) / (2 * h));
}

/** |received − expected| ≤ atol + rtol |expected| in every entry. With NaN it never is, but for two where these count as equal. */
export const close = (
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  {
    atol,
    rtol,
    equalNaN = false,
  }: { readonly atol: number; readonly rtol: number; readonly equalNaN?: boolean },
): boolean =>
  Array.from(expected).every((due, at) => {
    const got = received[at];
    if (got === due || (equalNaN && Number.isNaN(got) && Number.isNaN(due))) return true;
    return Math.abs(got - due) <= atol + rtol * Math.abs(due);
  });
