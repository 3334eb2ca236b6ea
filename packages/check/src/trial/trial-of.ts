import { sizeOf } from "@espalier/tensor";
import { lazy } from "../lazy.ts";
import { WHOLE } from "../points/directions.ts";
import type { Directions } from "../points/directions.ts";
import { pickFrom, scaleOf, streamOf } from "../points/probe.ts";
import type { Probe } from "../points/probe.ts";
import { precisionsOf, ROUNDING } from "../spec/precision.ts";
import type { Precisions } from "../spec/precision.ts";
import type { Spec } from "../spec/spec.ts";
import { roundOffOf } from "./round-off.ts";
import { forward, reverse, subjectOf } from "./subject.ts";
import { pairAll, tableOf } from "./table.ts";
import type { Trial } from "./trial.ts";

const DOUBLE = precisionsOf("f64");

/** @param precisions those of f and of the rules; double by default */
export function trialOf(
  spec: Spec,
  probe: Probe,
  directions: Directions,
  precisions: Precisions = DOUBLE,
): Trial {
  const subject = subjectOf(spec, probe.inputs);
  const [n, m] = [subject.x.length, subject.y.length];
  const whole = n * m <= WHOLE;
  const pick = pickFrom(streamOf(probe.seed ^ 0x5eed));
  const tangents = directions(n, whole, pick).map((v) =>
    v.map((entry, at) => entry * scaleOf(subject.x[at])),
  );
  const cotangents = directions(m, whole, pick);
  const pushed = lazy(() => tangents.map((v) => forward(subject, v)));
  const pulled = lazy(() => cotangents.map((u) => reverse(subject, u)));
  const claims = lazy(() => [
    ...(spec.jvp === undefined ? [] : [{ mode: "jvp" as const, table: tableOf(cotangents, pushed()) }]),
    ...(spec.vjp === undefined
      ? []
      : [{ mode: "vjp" as const, table: tangents.map((v) => pairAll(pulled(), v)) }]),
  ]);
  const inputSizes = Object.values(probe.inputs).map(({ shape }) => sizeOf(shape));
  // A rule sums over no more entries than its inputs and its output have.
  const roundings = (spec.roundings ?? 8) + Math.max(m, ...inputSizes);
  const trial: Trial = {
    probe,
    subject,
    whole,
    tangents,
    cotangents,
    pushed,
    pulled,
    claims,
    precisions,
    rounding: { f: ROUNDING[precisions.f], rules: ROUNDING[precisions.rules] },
    roundings,
    roundOff: lazy(() => roundOffOf(trial)),
  };
  return trial;
}
