import type { Comparison } from "../oracles/oracle.ts";
import type { Precisions } from "../spec/precision.ts";
import type { RoundOff } from "../trial/trial.ts";

/** What a check has seen. Plain data: it survives JSON, but for numbers that are not finite, which become null there. */
export interface Report {
  readonly name: string;
  /** Nothing was found wrong, and everything that should have been looked at was. */
  readonly passed: boolean;
  readonly seed: number;
  /** What f and its rules compute in, as declared or detected. */
  readonly precisions: Precisions;
  readonly draws: number;
  /** The values drawn, and those drawn again because they were too near to a kink or an edge. */
  readonly values: number;
  readonly redrawn: number;
  readonly jacobian: JacobianSeen;
  /** Where the bounds on round-off came from. */
  readonly roundOff: RoundOff["source"] | "none";
  readonly oracles: readonly OracleReport[];
  /** The first failure of each oracle and mode. */
  readonly failures: readonly Failure[];
  /** Why passing would mean nothing. */
  readonly complaints: readonly string[];
}

/** The entries of the Jacobians that were looked at whole. */
export interface JacobianSeen {
  readonly entries: number;
  readonly zeros: number;
  /** Of the absolute values that are not 0. */
  readonly smallest: number;
  readonly largest: number;
}

export interface OracleReport {
  readonly name: string;
  readonly law: string;
  readonly trials: number;
  /** How many numbers it compared, for each mode. */
  readonly comparisons: Readonly<Record<string, number>>;
  readonly skipped: number;
  readonly skipReason?: string;
  readonly failures: number;
  /** How far its bounds are estimates, on average: 0 where all of them are derived or the same bits are due, 1 where none is derived. */
  readonly estimated: number;
  /** The comparison that came nearest to its bound, or passed it by most. */
  readonly worst?: Seen;
}

/** A comparison with its outcome: it holds where the error is within the bound. */
export interface Seen extends Comparison {
  readonly error: number;
}

export interface Failure extends Seen {
  readonly oracle: string;
  readonly law: string;
  /** What draws the same point, directions and cotangents again. */
  readonly replay: number;
  readonly inputs: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
  >;
  /** What was thrown, if the rule did not come to an end. */
  readonly thrown?: string;
}

/** Error over bound: up to 1 is right. An error of 0 is right within any bound. */
export const ratioOf = ({ error, bound }: Seen): number => (error === 0 ? 0 : error / bound);
