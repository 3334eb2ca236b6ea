import type { Spec } from "../spec/spec.ts";
import { nameEntry } from "../trial/subject.ts";
import type { Table } from "../trial/table.ts";
import type { Trial } from "../trial/trial.ts";

/** One independent way of finding a derivative wrong. */
export interface Oracle {
  /** Its name in reports. */
  readonly name: string;
  /** What holds for right derivatives, as a formula. */
  readonly law: string;
  /** Whether the spec says enough for it. */
  applies(spec: Spec): boolean;
  /** Whether it moves by finite steps, and so needs a point away from kinks. */
  readonly steps?: boolean;
  /** Whether chance decides what it finds to look at: then it may have looked at nothing, and the check does not complain. */
  readonly mayBeIdle?: boolean;
  /** Makes its comparisons at one point. */
  examine(trial: Trial, see: See): void;
}

/** Records what an oracle compares. */
export interface See {
  /** Two numbers that should agree within the bound. */
  (comparison: Comparison): void;
  /** Something that could not be looked at, and why. */
  skip(this: void, reason: string): void;
}

/** Two numbers that should agree. */
export interface Comparison {
  /** Which rule was looked at: "jvp", "vjp", "f" … */
  readonly mode: string;
  /** Which of its numbers, as in "∂y[0]/∂x[2]". */
  readonly at: string;
  /** The number from the rule under test. */
  readonly received: number;
  /** The number from an independent way. */
  readonly expected: number;
  /** The bound on |received − expected|; 0 where the same bits are due. */
  readonly bound: number;
  /** The part of the bound that is an estimate and not derived; 0 by default. */
  readonly estimated?: number;
  /** What the bound is the sum of, shown where it is broken. */
  readonly budget?: Budget;
}

/** Parts of a bound, by what they are for: truncation, the round-off of f, that of the rules. */
export type Budget = Readonly<Record<string, number>>;

/** Compares two tables of ⟨u, J v⟩ entry by entry. */
export function compareTables(
  trial: Trial,
  see: See,
  mode: string,
  { received, expected, bound }: Readonly<Record<"received" | "expected" | "bound", Table>>,
): void {
  for (const k of trial.tangents.keys())
    for (const l of trial.cotangents.keys()) {
      const at = namePair(trial, k, l);
      const of = { received: received[k][l], expected: expected[k][l], bound: bound[k][l] };
      see({ mode, at, ...of, estimated: estimatedOf(trial, of.bound) });
    }
}

/** The part of a bound on the round-off of rules that is an estimate: all of it where neither formula nor majorant is known. */
export const estimatedOf = ({ roundOff }: Trial, bound: number): number =>
  roundOff().source === "perturbation" ? bound : 0;

/** `∂y[0] / ∂x[2] of [4]`, or for directions that are not unit vectors `⟨u0, J v2⟩`. */
export function namePair({ subject, whole, tangents, cotangents }: Trial, k: number, l: number): string {
  const isUnit = whole && k < tangents.length - 1 && l < cotangents.length - 1;
  return isUnit ? `∂y[${l}] / ∂${nameEntry(subject, k)}` : `⟨u${l}, J v${k}⟩`;
}

/** Compares what the claimed rules give with what they should. */
export function compareClaims(trial: Trial, see: See, expected: Table, bound: Table): void {
  for (const { mode, table } of trial.claims())
    compareTables(trial, see, mode, { received: table, expected, bound });
}

/** Compares two vectors, entry by entry, within one bound for all. */
export function compareVectors(
  see: See,
  mode: string,
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: (at: number) => number,
): void {
  for (let at = 0; at < expected.length; at++)
    see({ mode, at: `[${at}]`, received: received[at], expected: expected[at], bound: bound(at) });
}
