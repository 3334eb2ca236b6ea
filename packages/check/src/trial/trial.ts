import type { Probe } from "../points/probe.ts";
import type { Precisions, Rounding } from "../spec/precision.ts";
import type { Subject } from "./subject.ts";
import type { Table } from "./table.ts";

/** The values of one claimed rule. */
export interface Claim {
  /** Which rule. */
  readonly mode: "jvp" | "vjp";
  /** ⟨u, J v⟩, by tangent and cotangent. */
  readonly table: Table;
}

/** How a function and its rules round. */
export interface Roundings {
  /** The rounding of f. */
  readonly f: Rounding;
  /** The rounding of its rules. */
  readonly rules: Rounding;
}

/** A spec at a probe, with everything that several oracles look at. Computed when first asked for. */
export interface Trial {
  /** The point. */
  readonly probe: Probe;
  /** The function at the point. */
  readonly subject: Subject;
  /** Whether the directions are all unit vectors (and one more). */
  readonly whole: boolean;
  /** v, each entry in the scale of the entry that it moves. */
  readonly tangents: readonly Float64Array[];
  /** u */
  readonly cotangents: readonly Float64Array[];
  /** J v for each v, by the jvp. */
  readonly pushed: () => readonly Float64Array[];
  /** Jᵀ u for each u, by the vjp. */
  readonly pulled: () => readonly Float64Array[];
  /** The tables of the claimed rules, by mode. */
  readonly claims: () => readonly Claim[];
  /** How far right rules may be from exact, for each number of the table. */
  readonly roundOff: () => RoundOff;
  /** What f and its rules compute in. */
  readonly precisions: Precisions;
  /** How f and the rules round. */
  readonly rounding: Roundings;
  /** The roundings of one way through a rule, with those of its sums. */
  readonly roundings: number;
}

/** A bound on the rounding errors of ⟨u, J v⟩ when right rules compute it, and where the bound comes from. */
export interface RoundOff {
  /** What the bounds were derived or estimated from. */
  readonly source: "formula" | "majorant" | "perturbation";
  /** The bounds, by tangent and cotangent. */
  readonly table: Table;
}
