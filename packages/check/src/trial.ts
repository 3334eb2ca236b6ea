import { sizeOf } from "@espalier/tensor";
import { dot, WHOLE } from "./directions.ts";
import type { Directions } from "./directions.ts";
import { lazy } from "./lazy.ts";
import { pickFrom, scaleOf, streamOf } from "./probe.ts";
import type { Probe } from "./probe.ts";
import { roundOffOf } from "./round-off.ts";
import type { RoundOff } from "./round-off.ts";
import type { Spec } from "./spec.ts";
import { forward, reverse, subjectOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

/**
 * ⟨u, J v⟩ for every direction v (a row) and every cotangent u (a column). With unit vectors it is the Jacobian itself.
 *
 * This number can be had in many ways, and each way fills in one table. The oracles compare the tables.
 */
export type Table = readonly Float64Array[];

/** A spec at a probe, with everything that several oracles look at. Computed when first asked for. */
export interface Trial {
  readonly probe: Probe;
  readonly subject: Subject;
  /** Whether the directions are all unit vectors (and one more). */
  readonly whole: boolean;
  /** v, each entry in the scale of the entry that it moves. */
  readonly tangents: readonly Float64Array[];
  readonly cotangents: readonly Float64Array[];
  /** J v for each v, by the jvp. */
  readonly pushed: () => readonly Float64Array[];
  /** Jᵀ u for each u, by the vjp. */
  readonly pulled: () => readonly Float64Array[];
  /** The tables of the claimed rules, by mode. */
  readonly claims: () => readonly { readonly mode: "jvp" | "vjp"; readonly table: Table }[];
  /** How far right rules may be from exact, for each number of the table. */
  readonly roundOff: () => RoundOff;
  /** The roundings of one way through a rule, with those of its sums. */
  readonly roundings: number;
}

export function trialOf(spec: Spec, probe: Probe, directions: Directions): Trial {
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
    roundings,
    roundOff: lazy(() => roundOffOf(trial)),
  };
  return trial;
}

/** The table of some J v, one row each. */
export const tableOf = (cotangents: readonly Float64Array[], pushed: readonly Float64Array[]): Table =>
  pushed.map((yDot) => pairAll(cotangents, yDot));

const pairAll = (vectors: readonly Float64Array[], one: Float64Array): Float64Array =>
  Float64Array.from(vectors, (each) => dot(each, one));
