import { errorOf } from "../spec/accuracy.ts";
import { dot, moved } from "../points/directions.ts";
import type { Oracle } from "./oracle.ts";
import { termSizes } from "../trial/sizes.ts";
import { lazy } from "../lazy.ts";
import { slopeAlong } from "../slopes/along.ts";
import { plausibleNoise } from "../slopes/noise.ts";
import { isBroken } from "../slopes/compared.ts";
import { halvingsOf } from "../slopes/slope.ts";
import { stencilAlong } from "../slopes/stencil.ts";
import { curveAlong, valueAt } from "../trial/subject.ts";
import type { Trial } from "../trial/trial.ts";
import { formulaValue, tolerance } from "../trial/formula.ts";

/** A remainder says something only where it stands this far above its round-off: then log₂ of it is known to 2 %. */
const CLEAR = 100;

/**
 * The remainder of f(x + hv) after two terms of its Taylor series falls by 4 when h is halved. A mistake in J leaves a term
 * in h, and the slope drifts from 2 to 1. In a composite of right parts, this finds a wrong combination.
 *
 * The slope between two steps is 2 + c h + O(h²), so it is as far from 2 as it is from the one before: that is the tolerance,
 * doubled for the next order and for the round-off of a logarithm. A slope above 2 passes: there the
 * second derivative is small along v, and the third still leads.
 */
export const taylor: Oracle = {
  name: "taylor",
  law: "log₂ of |f(x + hv) − f(x) − h J v| has slope 2",
  applies: ({ composite }) => composite === true,
  steps: true,
  examine(trial, see) {
    const { subject, tangents, cotangents, claims, precisions, rounding } = trial;
    const [k, l] = [tangents.length - 1, cotangents.length - 1];
    const stencil = stencilAlong(subject, tangents[k], 2, precisions.f);
    if (stencil === undefined) return see.skip(`no room along v${k}`);
    const steps = halvingsOf(stencil);
    const curve = curveAlong(subject, tangents[k]);
    const seen = lazy(() => plausibleNoise(curve, 0, stencil.widest, termSizes(trial), rounding.f.u));
    const isResolved = lazy(() => {
      const slope = slopeAlong(trial, tangents[k]);
      return subject.y.every((_, i) => slope?.resolved(i) !== undefined);
    });
    for (const { mode, table } of claims()) {
      const remainders = steps.map((h) => remainder(trial, h, table[k][l], seen));
      const clear = remainders.filter(({ value, noise }) => value > CLEAR * noise);
      if (clear.length < 3) {
        see.skip("the remainder is lost in round-off: f is nearly linear here");
        continue;
      }
      const [far, near, nearest] = clear.slice(-3);
      const [before, slope] = [Math.log2(far.value / near.value), Math.log2(near.value / nearest.value)];
      const uncertain = (nearest.noise / nearest.value + near.noise / near.value) / Math.LN2;
      const comparison = {
        mode,
        at: "slope",
        received: Math.min(slope, 2),
        expected: 2,
        bound: 2 * Math.abs(slope - before) + 3 * uncertain,
      };
      if (isBroken(comparison) && !isResolved()) see.skip(`f is not resolved along v${k}`);
      else see({ ...comparison, estimated: comparison.bound });
    }
  },
};

/** |⟨u, f(x + hv) − f(x)⟩ − h ⟨u, J v⟩| and a bound on its round-off. */
function remainder(
  trial: Trial,
  h: number,
  claimed: number,
  seen: () => Float64Array,
): { value: number; noise: number } {
  const { subject, tangents, cotangents, roundings, rounding } = trial;
  const [v, u] = [tangents[tangents.length - 1], cotangents[cotangents.length - 1]];
  const { formula } = subject.spec;
  const at = moved(subject.x, v, h);
  const ahead = valueAt(subject, at);
  const errors = formula && formulaValue(subject, formula, at).errors;
  const unseen = formula === undefined ? termSizes(trial) : undefined;
  const noise = ahead.map((y, i) => {
    const size = Math.abs(y) + Math.abs(subject.y[i]) + (unseen?.[i] ?? 0);
    const bound = tolerance(size, 2 * (errors?.[i] ?? 0), roundings, rounding.f.u);
    const inexact = errorOf(subject.spec, Math.abs(y)) + errorOf(subject.spec, Math.abs(subject.y[i]));
    return inexact + (unseen === undefined ? bound : Math.max(bound, 2 * seen()[i]));
  });
  const change = dot(
    u,
    ahead.map((y, i) => y - subject.y[i]),
  );
  return { value: Math.abs(change - h * claimed), noise: dot(u.map(Math.abs), noise) };
}
