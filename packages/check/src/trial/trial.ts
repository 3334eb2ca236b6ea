import type { Probe } from "../points/probe.ts";
import type { Precisions, Rounding } from "../spec/precision.ts";
import type { Subject } from "./subject.ts";
import type { Table } from "./table.ts";

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
  readonly precisions: Precisions;
  /** How f and the rules round. */
  readonly rounding: { readonly f: Rounding; readonly rules: Rounding };
  /** The roundings of one way through a rule, with those of its sums. */
  readonly roundings: number;
}

/** A bound on the rounding errors of ⟨u, J v⟩ when right rules compute it, and where the bound comes from. */
export interface RoundOff {
  readonly source: "formula" | "majorant" | "perturbation";
  readonly table: Table;
}
