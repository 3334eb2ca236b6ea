import type { LossName, Network, Work } from "@espalier/network";
import type { Random, Tensor } from "@espalier/tensor";
import type { LayerScores } from "../method/score.ts";
import type { PassInput, PassOf, PassResult } from "../streaming/pass.ts";

/** Ranks the weights of a trained network, and compensates each removal. */
export type ScoringStrategy = WholeStrategy | ChunkwiseStrategy;

interface Scoring {
  /** Tells it from a {@link RetrainingStrategy}. */
  readonly kind: "score";
  /** For options, reports and errors. */
  readonly name: string;
  /** Whether it reads the targets. If not, it does not receive them, and they are not checked. */
  readonly needsTargets?: boolean | undefined;
  /** Whether an importance is the mean square change of the outputs, E‖ΔNN‖², after removing this weight alone. */
  readonly predictsChange?: boolean | undefined;
  /** Whether its passes read energies of the outputs, which random probes can estimate. */
  readonly readsEnergies?: boolean | undefined;
  /**
   * What its importances are squares of: changes of the `outputs` to first order, exact `differences` of the outputs, changes of the `signals` of the own layer, or
   * `ratios`, in which the unit of a layer cancels. Its passes
   * then scale what they square. If absent, squares out of range are infinite or 0.
   */
  readonly squares?: "outputs" | "differences" | "signals" | "ratios" | undefined;
  /** Whether it scores a matrix that several layers use. If not, a network with such a matrix is refused. */
  readonly scoresTied?: boolean | undefined;
}

/** A strategy that receives all samples at once. */
export interface WholeStrategy extends Scoring {
  /** The scores, layer by layer; it yields its progress. */
  score(network: Network, calibration: Calibration): Work<LayerScores[]>;
  /** Absent; a strategy with passes is a {@link ChunkwiseStrategy}. */
  readonly passes?: undefined;
}

/** The input of such a strategy. */
export interface Calibration {
  /** The public function that was called, which errors name. */
  readonly who?: string | undefined;
  /** [n, d_0] */
  readonly inputs: Tensor;
  /** See `Samples`. Only for a strategy with `needsTargets`. */
  readonly targets?: Tensor | undefined;
  /** The loss of the targets. */
  readonly loss?: LossName | undefined;
  /** The stream of random numbers, for a strategy that draws some. */
  readonly random?: Random | undefined;
}

/** A strategy that receives the samples a chunk at a time, so that they may be a stream. */
export interface ChunkwiseStrategy extends Scoring {
  /** Its passes over the samples; each one receives the result of the pass before. */
  readonly passes: readonly PassOf[];
  /** The scores, layer by layer, from the result of the last pass. */
  scores(input: PassInput, result: PassResult): LayerScores[];
  /** Memory of the part that a chunk is mapped to, in bytes, if it is more than a few numbers for each weight. */
  readonly bytes?: ((input: PassInput) => number) | undefined;
}

/** Removes no weight, but trains another network from scratch. */
export interface RetrainingStrategy {
  /** Tells it from a {@link ScoringStrategy}. */
  readonly kind: "retrain";
  /** For options, reports and errors. */
  readonly name: string;
  /** The layer sizes of that network. */
  sizes(sizes: readonly number[], ratio: number): number[];
}

/** A way to choose what is removed: it scores weights, or replaces the network. */
export type Strategy = ScoringStrategy | RetrainingStrategy;
