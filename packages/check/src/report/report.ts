import type { Comparison } from "../oracles/oracle.ts";
import type { Precisions } from "../spec/precision.ts";
import type { RoundOff } from "../trial/trial.ts";

/** The result of a check. Plain data: JSON keeps all of it but numbers that are not finite, which become null. */
export interface Report {
  /** The name of the spec. */
  readonly name: string;
  /** Nothing was found wrong, and everything that should have been looked at was. */
  readonly passed: boolean;
  /** The seed that everything was drawn from. */
  readonly seed: number;
  /** What f and its rules compute in, as declared or detected. */
  readonly precisions: Precisions;
  /** The number of points. */
  readonly draws: number;
  /** The number of values drawn. */
  readonly values: number;
  /** Values that were drawn again because they were too near to a kink or an edge. */
  readonly redrawn: number;
  /** The Jacobians that were compared entry by entry. */
  readonly jacobian: JacobianSeen;
  /** Where the bounds on round-off came from. */
  readonly roundOff: RoundOff["source"] | "none";
  /** One report for each oracle that applied. */
  readonly oracles: readonly OracleReport[];
  /** The first failure of each oracle and mode. */
  readonly failures: readonly Failure[];
  /** Why passing would mean nothing. */
  readonly complaints: readonly string[];
}

/** The entries of the Jacobians that were looked at whole. */
export interface JacobianSeen {
  /** The number of entries. */
  readonly entries: number;
  /** How many of them are 0. */
  readonly zeros: number;
  /** The smallest absolute value that is not 0. */
  readonly smallest: number;
  /** The largest absolute value. */
  readonly largest: number;
}

/** The comparisons of one oracle. */
export interface OracleReport {
  /** The name of the oracle. */
  readonly name: string;
  /** The law that it tests. */
  readonly law: string;
  /** The number of points that it examined. */
  readonly trials: number;
  /** How many numbers it compared, for each mode. */
  readonly comparisons: Readonly<Record<string, number>>;
  /** Comparisons that it could not make. */
  readonly skipped: number;
  /** Why it could not make the first of them. */
  readonly skipReason?: string;
  /** Comparisons that do not hold. */
  readonly failures: number;
  /** How far its bounds are estimates, on average: 0 where all of them are derived or the same bits are due, 1 where none is derived. */
  readonly estimated: number;
  /** The comparison that came nearest to its bound, or passed it by most. */
  readonly worst?: Seen;
}

/** A tensor as JSON holds it. */
export interface PlainTensor {
  /** The sizes of its axes. */
  readonly shape: readonly number[];
  /** Its entries, row-major. */
  readonly data: readonly number[];
}

/** A comparison with its outcome: it holds where the error is within the bound. */
export interface Seen extends Comparison {
  /** |received − expected| */
  readonly error: number;
}

/** A comparison that does not hold. */
export interface Failure extends Seen {
  /** The name of the oracle that made it. */
  readonly oracle: string;
  /** The law that is broken. */
  readonly law: string;
  /** What draws the same point, directions and cotangents again. */
  readonly replay: number;
  /** The point, as plain arrays. */
  readonly inputs: Readonly<Record<string, PlainTensor>>;
  /** The error that the rule threw, if it threw one. */
  readonly thrown?: string;
}

/** Error over bound: up to 1 is right. An error of 0 is right within any bound. */
export const ratioOf = ({ error, bound }: Seen): number => (error === 0 ? 0 : error / bound);
