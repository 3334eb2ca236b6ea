import type { Data, Tensor } from "@espalier/tensor";
import type { Activation, Head } from "@espalier/prune";
import type { Precision } from "../network-file.ts";
import type { Node } from "./file/model.ts";

/*
 * What the nodes of a file do to the samples, once constants are known and what changes nothing is gone: a graph of steps, from
 * which a network is built. Values are known by numbers.
 */
export interface Step {
  readonly node: Node;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly does: Action;
}

export type Action = Affine | Diagonal | Permutation | Pointwise | HeadStep | Other;

/** y = W x + b, with what else is linear before and behind it. */
export interface Affine {
  readonly kind: "affine";
  /** [i, j] */
  readonly weight: Tensor;
  readonly weightName: string;
  readonly bias?: Tensor;
  readonly biasName?: string;
  readonly precision: Precision;
  /** In the order in which they are applied to x. */
  readonly before: readonly (Diagonal | Permutation)[];
  /** In the order in which they are applied to W x + b. */
  readonly behind: readonly (Diagonal | Permutation)[];
}

/** y = scale ∘ x + shift, each with one number or one for each entry. */
export interface Diagonal {
  readonly kind: "diagonal";
  readonly scale?: Data;
  readonly shift?: Data;
  /** Of a shift that is a constant of the file: its name. */
  readonly shiftName?: string;
}

/** y_k = x_{from_k} */
export interface Permutation {
  readonly kind: "permutation";
  readonly from: Int32Array;
}

/** y = f(x, …), entry by entry. */
export interface Pointwise {
  readonly kind: "pointwise";
  readonly f: (...x: readonly number[]) => number;
  /** Where an activation is known at once. */
  readonly activation?: Activation;
  readonly slopeName?: string;
}

export interface HeadStep {
  readonly kind: "head";
  readonly head: Head;
}

/** An operator that no layer is made of. */
export interface Other {
  readonly kind: "other";
  readonly expected: string;
}

/** The steps, from the samples to the outputs. */
export interface StepGraph {
  readonly input: number;
  readonly output: number;
  readonly steps: readonly Step[];
}

/** Which steps read a value. */
export function readersOf(steps: readonly Step[]): (value: number) => readonly Step[] {
  const found = new Map<number, Step[]>();
  for (const step of steps)
    for (const value of new Set(step.inputs)) {
      const known = found.get(value);
      if (known === undefined) found.set(value, [step]);
      else known.push(step);
    }
  return (value) => found.get(value) ?? [];
}
