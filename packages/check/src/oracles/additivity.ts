import { lazy } from "../lazy.ts";
import { mixedDirections, partsOf } from "../points/directions.ts";
import { pickFrom, scaleOf, streamOf } from "../points/probe.ts";
import { sidesAlong, slopeAhead } from "../slopes/along.ts";
import type { Sides } from "../slopes/along.ts";
import type { Trial } from "../trial/trial.ts";

/** A random direction shows a tie with a chance of about one half. */
const TRIED = 8;

/**
 * Whether the slopes of f add up along a direction v, for an output that has no kink along a part of v. Where f has a derivative, its slope along v + w
 * is that along v plus that along w, for every w. At a tie a median or a sort may be smooth along each axis and have no derivative;
 * then no claim can be refuted there.
 *
 * @returns for an output, false where some w shows that they do not add up; steps that do not resolve f show nothing
 */
export function additivityAlong(trial: Trial, v: Float64Array): (i: number) => boolean {
  const { subject, probe } = trial;
  const pick = pickFrom(streamOf(probe.seed ^ 0xadd));
  const along = sidesAlong(trial, v);
  const parts = lazy(() => partsOf(v).map((part) => sidesAlong(trial, part)));
  const others = Array.from({ length: TRIED }, () => {
    const w = mixedDirections(v.length, true, pick)[v.length].map(
      (entry, at) => entry * scaleOf(subject.x[at]),
    );
    const sum = w.map((entry, at) => entry + v[at]);
    return lazy(() => [slopeAhead(trial, w), slopeAhead(trial, sum)] as const);
  });
  return (i) => {
    const sides = along(i);
    if (sides === undefined) return true;
    if (isKink(sides)) return parts().some((part) => isKink(part(i)));
    const { right } = sides;
    return others.every((slopes) => {
      const [w, sum] = slopes().map((slope) => slope?.resolved(i));
      if (w === undefined || sum === undefined) return true;
      return Math.abs(right.value + w.value - sum.value) <= right.error + w.error + sum.error;
    });
  };
}

const isKink = (sides: Sides | undefined): boolean =>
  sides !== undefined &&
  Math.abs(sides.right.value - sides.left.value) > sides.right.error + sides.left.error;
