import type { LossName } from "@espalier/prune";
import type { DataSet } from "@espalier/data";
import type { Recipe } from "./recipe.ts";

/** One of the paper's two problems: what it runs on, and its default settings. */
export interface Case {
  readonly name: Recipe["case"];
  readonly loss: LossName;
  readonly inputs: number;
  readonly outputs: number;
  /** How many there are for training. */
  readonly trainingSamples: number;
  readonly defaults: Pick<Recipe, "network" | "noise" | "epochs"> & { readonly ratios: readonly number[] };
  /** What we chose where the paper is silent, a sentence each. */
  readonly notes: readonly string[];
  readonly load: (options: LoadOptions) => Promise<DataSet>;
}

export interface LoadOptions {
  readonly recipe: Pick<Recipe, "noise" | "precision" | "pdebench">;
  /** Where the data of this case are, or are to be kept; for the equation also PDEBench's file. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, label: string) => void;
  /** Receives a sentence that a user may want to know. */
  readonly onNotice: (sentence: string) => void;
}

/** Our choices that hold for both. */
export const commonNotes: readonly string[] = [
  "Weights and biases start uniform in ±1/√fan-in; one PReLU slope a layer, trained, starting at 0.25, neither pruned nor counted.",
  "Adam with its default hyper-parameters, without weight decay; its state is fresh when fine-tuning starts.",
  "The first and the last layer are pruned like the others; weights of all layers are ranked together, and exactly round(ρ N_W) are removed.",
  "|W ∂Loss/∂W| is taken with the gradient of the whole training set.",
];
