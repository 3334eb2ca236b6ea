import { lazy } from "../lazy.ts";
import { absDot, dot, largest, moved } from "../points/directions.ts";
import { formulaCurvature, tolerance } from "../trial/formula.ts";
import { perturbed, spread } from "../trial/perturb.ts";
import { termSizes } from "../trial/sizes.ts";
import type { Estimate } from "../slopes/extrapolate.ts";
import { plausibleNoise } from "../slopes/noise.ts";
import type { Curve } from "../slopes/noise.ts";
import type { Oracle, See } from "./oracle.ts";
import { centralSlope } from "../slopes/quotients.ts";
import { comparedWith } from "../slopes/compared.ts";
import type { Cotangents } from "../spec/spec.ts";
import { stencilAlong } from "../slopes/stencil.ts";
import { unflatten } from "../spec/structure.ts";
import { join, movedTo, reverse, split } from "../trial/subject.ts";
import type { Subject } from "../trial/subject.ts";
import type { Trial } from "../trial/trial.ts";

/** More directions show nothing new: the Hessian is compared along each pair of them. */
const DIRECTIONS = 6;

/**
 * The Hessian of ⟨u, f⟩ is symmetric, comes out the same whichever way it is taken, and is that of the formula over duals of
 * duals; where there is none, it is what the vjp changes by, as differences of it tell. A second derivative that is silently 0 is
 * symmetric too: only these last two see it.
 */
export const secondOrder: Oracle = {
  name: "second order",
  law: "w · H v = v · H w, forward over reverse = reverse over reverse",
  applies: ({ second }) => second !== undefined,
  examine(trial, see) {
    const { subject, cotangents } = trial;
    const { second } = subject.spec;
    if (second === undefined) return;
    const u = cotangents[cotangents.length - 1];
    const directions = trial.tangents.slice(-DIRECTIONS);
    const along = (way: Way, at: Subject): Float64Array[] => directions.map((v) => product(at, way, u, v));
    const forward = along(second.forwardOverReverse, subject);
    const backward = second.reverseOverReverse && along(second.reverseOverReverse, subject);
    const others = () =>
      perturbed(subject, trial.rounding.rules.u).map((other) => along(second.forwardOverReverse, other));
    const { expected, bound } = reference(trial, u, directions, forward, others);
    for (const [k, v] of directions.entries())
      for (const [l, w] of directions.entries()) {
        const at = `v${k} · H v${l}`;
        const tell = (mode: string, received: number, due: number): void =>
          see({
            mode,
            at,
            received,
            expected: due,
            bound: bound[k][l],
            estimated: expected ? 0 : bound[k][l],
          });
        tell("forward over reverse", dot(w, forward[k]), dot(v, forward[l]));
        if (backward) tell("reverse over reverse", dot(w, backward[k]), dot(w, forward[k]));
        if (expected) tell("formula", dot(w, forward[k]), expected[k][l]);
      }
    if (expected === undefined && trial.probe.smooth) differences(trial, u, directions, forward, bound, see);
  },
};

/** H v = lim (∇(x + hv) − ∇(x − hv)) / 2h for the gradient ∇ of ⟨u, f⟩, which is the claimed one. */
function differences(
  trial: Trial,
  u: Float64Array,
  directions: readonly Float64Array[],
  products: readonly Float64Array[],
  bound: readonly (readonly number[])[],
  see: See,
): void {
  const { subject, roundings, rounding, precisions } = trial;
  if (subject.spec.vjp === undefined) return see.skip("no vjp to take differences of");
  for (const [k, v] of directions.entries()) {
    const stencil = stencilAlong(subject, v, 2, precisions.rules);
    const gradient: Curve = (t) => reverse(movedTo(subject, moved(subject.x, v, t)), u);
    const size = absDot(u, termSizes(trial));
    const sizes = subject.x.map(() => size);
    const { widest = 0 } = stencil ?? {};
    const seen = lazy(() => plausibleNoise(gradient, -widest, widest, sizes, rounding.rules.u));
    const slope =
      stencil &&
      centralSlope(gradient, gradient(0), {
        stencil,
        noiseOf: (own) =>
          own.map((entry, j) => Math.max(tolerance(entry + size, 0, roundings, rounding.rules.u), seen()[j])),
        mayBeRounding: () => true,
      });
    if (slope === undefined) {
      see.skip(`no room along v${k}`);
      continue;
    }
    for (const [l, w] of directions.entries()) {
      const entries = Array.from(w.keys()).filter((j) => w[j] !== 0);
      const verdict = comparedWith([slope], entries, (estimate) => {
        const part = (sum: typeof dot, of: (each: Estimate) => number): number =>
          sum(
            w,
            w.map((weight, j) => (weight === 0 ? 0 : of(estimate(slope, j)))),
          );
        return {
          received: dot(w, products[k]),
          expected: part(dot, ({ value }) => value),
          bound: part(absDot, ({ error }) => error) + bound[k][l],
        };
      });
      if (verdict === undefined) see.skip(`the gradient is not resolved along v${k}`);
      else see({ mode: "differences", at: `v${l} · H v${k}`, ...verdict, estimated: verdict.bound });
    }
  }
}

type Way = (
  inputs: Subject["inputs"],
  cotangent: Subject["output"],
  tangents: Subject["inputs"],
) => Cotangents;

const product = (at: Subject, way: Way, u: Float64Array, v: Float64Array): Float64Array =>
  join(at, way(at.inputs, unflatten(u, at.output), split(at, v)));

/** What H should be, and how far from it rounding may lead: two rules deep, so twice the roundings. */
function reference(
  trial: Trial,
  u: Float64Array,
  directions: readonly Float64Array[],
  products: readonly Float64Array[],
  others: () => readonly (readonly Float64Array[])[],
): { expected?: number[][]; bound: number[][] } {
  const { subject, roundings, rounding } = trial;
  const { formula } = subject.spec;
  const { u: unit, tiny } = rounding.rules;
  const count = 2 * roundings;
  if (formula !== undefined) {
    const each = directions.map((v) => directions.map((w) => formulaCurvature(subject, formula, v, w)));
    return {
      expected: each.map((row) => row.map(({ values }) => dot(u, values))),
      bound: each.map((row) =>
        row.map(({ values, errors }) =>
          absDot(
            u,
            values.map((value, at) => 2 * tolerance(value, errors[at], count, unit)),
          ),
        ),
      ),
    };
  }
  const scattered = others();
  const size = absDot(u, termSizes(trial));
  return {
    bound: directions.map((v, k) =>
      directions.map((w, l) => {
        const scatter = Math.max(
          spread(
            dot(w, products[k]),
            scattered.map((other) => dot(w, other[k])),
          ),
          spread(
            dot(v, products[l]),
            scattered.map((other) => dot(v, other[l])),
          ),
        );
        const terms = absDot(w, products[k]) + absDot(v, products[l]) + largest(v) * largest(w) * size;
        return 2 * count * (unit * terms + scatter + tiny);
      }),
    ),
  };
}
