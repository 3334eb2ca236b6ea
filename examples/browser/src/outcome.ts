import type { CompensationName, EffortName, StageReport, UnitCompensationName } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";

/** A fraction of the weights to remove, or a budget for the change of the outputs. */
export type Goal = { readonly ratio: number } | { readonly budget: number };

interface SolverChoices {
  readonly metric: "outputs" | "softmax";
  readonly effort: EffortName;
}

/** How the kept parameters compensate for removed weights, and at what effort. */
export interface WeightChoices extends SolverChoices {
  readonly granularity: "weight";
  readonly compensation: CompensationName;
}

/** The same for removed neurons. */
export interface NeuronChoices extends SolverChoices {
  readonly granularity: "neuron";
  readonly compensation: UnitCompensationName;
}

export type Choices = WeightChoices | NeuronChoices;

/** A layer as it was, and what became of it. */
export interface LayerOutcome {
  readonly weights: number;
  readonly kept: number;
  /** The change of the outputs, as the importances say it. */
  readonly predicted?: number | undefined;
  /** The change of the outputs if only this layer is pruned. */
  readonly measured?: number | undefined;
}

/** What became of single weights: each layer is measured alone. */
export interface WeightsOutcome extends Outcome {
  readonly layers: readonly (LayerOutcome & { readonly measured: number })[];
}

export interface Outcome {
  /** The file to hand out. */
  readonly file: NetworkFile;
  readonly weights: number;
  readonly removed: number;
  readonly layers: readonly LayerOutcome[];
  /** The changes of the outputs by all layers together. */
  readonly predicted?: number | undefined;
  readonly measured: number;
  /** One for each stage of the solver, if there is one. */
  readonly stages: readonly StageReport[];
  /** The importances, as SVG. */
  readonly picture: string;
}
