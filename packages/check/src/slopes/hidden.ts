import { absDot } from "../points/directions.ts";
import { curveAlong, movedTo } from "../trial/subject.ts";
import type { Trial } from "../trial/trial.ts";
import { roomAlong } from "../trial/window.ts";
import { jumpsBetween } from "./jumps.ts";
import { mayBeRounding } from "./noise.ts";
import { stencilAlong } from "./stencil.ts";

/** Where to look, as parts of x. */
const NEARER_TO_ZERO = [3 / 4, 1 / 2, 1 / 4];

/**
 * The largest slope along v that rounding inside of f may hide from every step, for a cotangent. Where a part in single precision is so flat that it stays
 * the same over the widest step, no step shows its slope, nor that it is rounded; nearer to 0 it jumps.
 */
export function hiddenSlope(trial: Trial, v: Float64Array, u: Float64Array): number {
  const { subject, rounding, precisions } = trial;
  const widest = stencilAlong(subject, v, 2, precisions.f)?.widest ?? 0;
  const jumps = NEARER_TO_ZERO.map((part) =>
    movedTo(
      subject,
      subject.x.map((each) => part * each),
    ),
  )
    .filter((other) => roomAlong(other, v) >= widest)
    .map((other) => jumpsBetween(curveAlong(other, v), -widest, widest));
  const hidden = subject.y.map((y, i) =>
    Math.max(
      0,
      ...jumps.map((each) => each[i]).filter((jump) => mayBeRounding(jump, Math.abs(y), rounding.f.u)),
    ),
  );
  return widest > 0 ? absDot(u, hidden) / widest : Infinity;
}
