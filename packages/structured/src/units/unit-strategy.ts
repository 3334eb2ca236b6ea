import type { MetricName, Network, Work } from "@espalier/network";
import type { Calibration, PassInput, PassOf, PassResult, ScoringStrategy } from "@espalier/scores";
import { reduceInMemory } from "@espalier/scores/internal";
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

/** Goes through the samples a chunk at a time, in memory, from a stream, or on several threads. */
export interface ChunkwiseUnits {
  readonly passes: (layers: readonly number[]) => readonly PassOf[];
  /** Whether the passes take scales, see `PassInput`. */
  readonly isScaled?: boolean | undefined;
  readonly scores: (input: PassInput, layers: readonly number[], result: PassResult) => UnitScores;
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
  /** The same scores in passes, if it needs no more than a chunk at once. */
  readonly chunkwise?: ChunkwiseUnits | undefined;
  /** The scores; it yields its progress. */
  score(network: Network, calibration: UnitCalibration): Work<UnitScores>;
}

/** A strategy that needs no more than a chunk at once. */
export const inChunks = (
  about: Omit<UnitStrategy, "kind" | "score" | "chunkwise">,
  chunkwise: ChunkwiseUnits,
): UnitStrategy => ({
  kind: "units",
  ...about,
  chunkwise,
  *score(network, { who, inputs, targets, layers, metric, loss }) {
    const input = { who, network, metric, loss, isScaled: chunkwise.isScaled === true };
    const result = yield* reduceInMemory(chunkwise.passes(layers), input, { inputs, targets });
    return chunkwise.scores(input, layers, result);
  },
});

/** A strategy for units, or one for weights, whose scores are added up down each column. */
export type AnyScoring = UnitStrategy | ScoringStrategy;
