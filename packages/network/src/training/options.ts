import { ValueError } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import type { Network } from "../graph/network.ts";
import type { LossName } from "../loss/samples.ts";
import { adamDefaults } from "./adam.ts";
import type { AdamOptions, AdamState } from "./adam.ts";
import type { GivenMask } from "./masks.ts";

/** Some of the hyper-parameters of Adam; absent or undefined ones have the values of its authors. */
export type SomeAdamOptions = { readonly [Name in keyof AdamOptions]?: AdamOptions[Name] | undefined };

/** Options of training. */
export interface TrainOptions extends SomeAdamOptions {
  /** The loss that training minimises. */
  readonly loss: LossName;
  /** Passes over all samples; 0 trains nothing. */
  readonly epochs: number;
  /** Samples in a step; by default 128. The last batch of an epoch has the rest. */
  readonly batch?: number | undefined;
  /**
   * A batch of more samples than this, by default 512, is cut into parts of this size, and the gradients of the parts are added in a fixed
   * tree. Threads compute whole parts, so more threads can share a batch of smaller parts. The bits depend on the sizes of batch and
   * parts, and not on the number of threads.
   */
  readonly part?: number | undefined;
  /** For the order of the samples, which differs in each epoch. */
  readonly random: Random;
  /** Removed weights stay removed: one mask for each layer, bytes 0 and 1, or booleans, true for a kept weight. */
  readonly masks?: readonly GivenMask[] | undefined;
  /** The state of Adam to continue from, which does not change; by default a fresh one. */
  readonly state?: AdamState | undefined;
  /** The name of the stage in progress reports; by default `train`. */
  readonly stage?: string | undefined;
}

/** A trained network, and the final state of Adam. */
export interface Trained {
  /** The trained network. */
  readonly network: Network;
  /** The state of Adam after the last step. */
  readonly state: AdamState;
}

/** Where each hyper-parameter may lie. With β = 1 or ε = 0, Adam may divide 0 by 0. */
const domains: Readonly<Record<keyof AdamOptions, readonly [domain: string, holds: (x: number) => boolean]>> =
  {
    learningRate: ["a finite number ≥ 0", (alpha) => alpha >= 0 && alpha < Infinity],
    beta1: ["a number in [0, 1)", (beta) => beta >= 0 && beta < 1],
    beta2: ["a number in [0, 1)", (beta) => beta >= 0 && beta < 1],
    epsilon: ["a finite number > 0", (epsilon) => epsilon > 0 && epsilon < Infinity],
  };

/**
 * All hyper-parameters of Adam, from some.
 *
 * @throws ValueError when one is not a number of its domain
 */
export function adamOptions(who: string, options: SomeAdamOptions): AdamOptions {
  const option = (name: keyof AdamOptions): number => {
    const value = options[name] ?? adamDefaults[name];
    const [domain, holds] = domains[name];
    if (typeof value !== "number" || !holds(value))
      throw new ValueError(who, `${name} to be ${domain}`, String(value));
    return value;
  };
  return {
    learningRate: option("learningRate"),
    beta1: option("beta1"),
    beta2: option("beta2"),
    epsilon: option("epsilon"),
  };
}
