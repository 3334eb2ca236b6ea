import { lazy } from "../lazy.ts";
import { moved } from "../points/directions.ts";
import { errorOf } from "../spec/accuracy.ts";
import { formulaValue, tolerance } from "../trial/formula.ts";
import { termSizes } from "../trial/sizes.ts";
import { curveAlong } from "../trial/subject.ts";
import type { Trial } from "../trial/trial.ts";
import { mayBeRounding, plausibleNoise } from "./noise.ts";
import { centralSlope, forwardSlope } from "./quotients.ts";
import type { Estimate } from "./extrapolate.ts";
import type { Curved, NoiseOf } from "./quotients.ts";
import type { Slope } from "./slope.ts";
import { stencilAlong } from "./stencil.ts";
import type { Stencil } from "./stencil.ts";

/** J v, entry by entry of the output, as central differences of f see it; undefined where no stencil fits. */
export function slopeAlong(trial: Trial, v: Float64Array): Slope | undefined {
  const { subject, precisions } = trial;
  const stencil = stencilAlong(subject, v, 2, precisions.f);
  return (
    stencil && centralSlope(curveAlong(subject, v), subject.y, curved(trial, v, stencil, -stencil.widest))
  );
}

/** The same looking forwards alone, along a direction at whose start f may have a kink. */
export function slopeAhead(trial: Trial, v: Float64Array): Slope | undefined {
  const { subject, precisions } = trial;
  const stencil = stencilAlong(subject, v, 1, precisions.f);
  return stencil && forwardSlope(curveAlong(subject, v), subject.y, curved(trial, v, stencil, 0));
}

function curved(trial: Trial, v: Float64Array, stencil: Stencil, from: number): Curved {
  const { subject, rounding } = trial;
  return {
    stencil,
    noiseOf: noiseAlong(trial, v, from, stencil.widest),
    mayBeRounding: (i, change) => mayBeRounding(change, Math.abs(subject.y[i]), rounding.f.u),
  };
}

/**
 * What f itself may be wrong by along v: derived where there is a formula, else the larger of some roundings of the values that are seen
 * and of the noise that they show.
 */
function noiseAlong(trial: Trial, v: Float64Array, from: number, to: number): NoiseOf {
  const { subject, roundings, rounding } = trial;
  const { spec } = subject;
  const { formula } = spec;
  const { u } = rounding.f;
  if (formula !== undefined) {
    // At its two ends and in its middle.
    const errors = [from, (from + to) / 2, to].map(
      (t) => formulaValue(subject, formula, moved(subject.x, v, t)).errors,
    );
    return (sizes) =>
      sizes.map(
        (size, i) =>
          tolerance(size, Math.max(...errors.map((each) => each[i])), roundings, u) + errorOf(spec, size),
      );
  }
  const unseen = termSizes(trial);
  if (spec.accuracy !== undefined)
    return (sizes) =>
      sizes.map((size, i) => tolerance(Math.max(size, unseen[i]), 0, roundings, u) + errorOf(spec, size));
  const seen = lazy(() => plausibleNoise(curveAlong(subject, v), from, to, unseen, u));
  return (sizes) =>
    sizes.map((size, i) => Math.max(tolerance(Math.max(size, unseen[i]), 0, roundings, u), seen()[i]));
}

/** The slopes of an output on both sides of a point, changes per +v. */
export interface Sides {
  readonly left: Estimate;
  readonly right: Estimate;
}

/** Both one-sided slopes along v of each entry of the output; undefined where either is not resolved. */
export function sidesAlong(trial: Trial, v: Float64Array): (i: number) => Sides | undefined {
  const ahead = slopeAhead(trial, v);
  const behind = slopeAhead(
    trial,
    v.map((each) => -each),
  );
  return (i) => {
    const [right, left] = [ahead?.resolved(i), behind?.resolved(i)];
    return right && left && { right, left: { ...left, value: -left.value } };
  };
}
