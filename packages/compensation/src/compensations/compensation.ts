import type { ChunkwiseStrategy } from "@espalier/scores";
import type { Movable } from "../gauss-newton/ask.ts";

/** What compensates for removed weights: a rung of the ladder none → bias → bias-joint → network, or bias → row → network. */
export interface Compensation {
  /** For options and errors. */
  readonly name: CompensationName;
  /** The scores that say how the neuron of a removed weight changes; if undefined, it does not change. */
  readonly scores: ChunkwiseStrategy | undefined;
  /** The parameters that change together after that, to bring the outputs back to those of the dense network. */
  readonly moves: readonly Movable[];
}

/** The name of a compensation. */
export type CompensationName = "none" | "bias" | "bias-joint" | "row" | "network";
