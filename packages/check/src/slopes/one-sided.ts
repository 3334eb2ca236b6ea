import { extrapolate } from "./extrapolate.ts";
import type { Estimate } from "./extrapolate.ts";
import { tolerance } from "../trial/formula.ts";
import { visibleSizes } from "../trial/perturb.ts";
import { noiseBetween } from "./noise.ts";
import { stencilAlong } from "./stencil.ts";
import { curveAlong } from "../trial/subject.ts";
import type { Trial } from "../trial/trial.ts";

/** The one-sided derivatives of the outputs along side · e, as changes per +e. */
export function oneSided(
  { subject, roundings }: Trial,
  e: Float64Array,
  side: 1 | -1,
): Estimate[] | undefined {
  const v = e.map((each) => each * side);
  const steps = stencilAlong(subject, v, 1);
  if (steps.length < 3) return undefined;
  const curve = curveAlong(subject, v);
  const ahead = steps.map(curve);
  const unseen = visibleSizes(subject);
  const seen = noiseBetween(curve, 0, steps[0]);
  return Array.from(subject.y, (y, i) => {
    const size = Math.max(unseen[i], ...ahead.map((each) => Math.abs(each[i])));
    const noise = 2 * Math.max(tolerance(size, 0, roundings), seen[i]);
    return extrapolate(
      steps.map((h, k) => (side * (ahead[k][i] - y)) / h),
      steps.map((h) => noise / h),
      1,
    );
  });
}

/** Whether the slopes of an output along v and against it differ by more than they may be wrong by. */
export function hasKink(trial: Trial, v: Float64Array): boolean {
  const [ahead, behind] = [oneSided(trial, v, 1), oneSided(trial, v, -1)];
  if (ahead === undefined || behind === undefined) return false;
  return ahead.some(({ value, error }, i) => Math.abs(value - behind[i].value) > error + behind[i].error);
}
