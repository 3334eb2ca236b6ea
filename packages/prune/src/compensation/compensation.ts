import type { ChunkwiseStrategy } from "../strategies/strategy.ts";
import type { Movable } from "./gauss-newton/ask.ts";

/** What makes up for the weights that are removed: a rung of the ladder none → bias → bias-joint → network, or bias → row → network. */
export interface Compensation {
  readonly name: CompensationName;
  /** Whose scores say how the neuron of a removed weight moves with it; nothing moves where it is undefined. */
  readonly scores: ChunkwiseStrategy | undefined;
  /** Which parameters then move together, to bring the outputs back to those of the dense network. */
  readonly moves: readonly Movable[];
}

export type CompensationName = "none" | "bias" | "bias-joint" | "row" | "network";
