import type { MetricName, Network, Work } from "@espalier/network";
import type { Calibration, ScoringStrategy } from "@espalier/scores";
import type { UnitCompensationName } from "../compensation/compensation.ts";

/** The importance of each input of some layers, in the order in which the layers were asked for; the lowest go first. */
export type UnitScores = readonly Float64Array[];

/** The samples of a strategy that scores units, and what it is to score. */
export interface UnitCalibration extends Calibration {
  /** The public function that was called, which errors name. */
  readonly who: string;
  /** The layers whose inputs are scored: 0 for the inputs of the network, others for neurons. */
  readonly layers: readonly number[];
  /** In which a change of the outputs is measured; `outputs` by default. */
  readonly metric?: MetricName | undefined;
}

/** Ranks whole units, neurons or inputs. */
export interface UnitStrategy {
  /** Tells it from a strategy for weights. */
  readonly kind: "units";
  /** For options, reports and errors. */
  readonly name: string;
  /** Whether it reads the targets. */
  readonly needsTargets?: boolean | undefined;
  /** The only units that it can score; both by default. */
  readonly only?: "neuron" | "input" | undefined;
  /** What compensates for the removed units, by default. */
  readonly compensation: UnitCompensationName;
  /** The scores; it yields its progress. */
  score(network: Network, calibration: UnitCalibration): Work<UnitScores>;
}

/** A strategy for units, or one for weights, whose scores are added up down each column. */
export type AnyScoring = UnitStrategy | ScoringStrategy;
