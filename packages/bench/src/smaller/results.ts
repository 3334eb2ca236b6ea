import type { Evaluation } from "@espalier/prune";
import type { Machine, WorkResult } from "../performance/results.ts";
import type { Smaller } from "./bytes.ts";

/** What `npm run smaller` has measured. Plain data, from which the tables of the page are made. */
export interface SmallerResults {
  readonly format: "espalier-smaller-files";
  readonly version: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly networks: readonly NetworkResult[];
  /** The forward pass, dense and sparse. */
  readonly pass: WorkResult;
}

export interface NetworkResult {
  readonly case: "pde" | "mnist";
  readonly sizes: readonly number[];
  /** Of training, and of fine-tuning. */
  readonly epochs: readonly [number, number];
  readonly weights: number;
  /** The whole network first. */
  readonly rows: readonly RowResult[];
}

/** A network from which a fraction of the weights is removed. */
export interface RowResult extends Smaller {
  readonly ratio: number;
  /** How many are not zero. */
  readonly weights: number;
  readonly test: Evaluation;
}
