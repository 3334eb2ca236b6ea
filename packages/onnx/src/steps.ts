import type { Data, Tensor } from "@espalier/tensor";
import type { Activation, Head } from "@espalier/network";
import type { Precision } from "@espalier/files";
import type { Node } from "./file/model.ts";

/*
 * What the nodes of a file do to the samples, once constants are known and what changes nothing is gone: a graph of steps, from
 * which a network is built. Values are known by numbers.
 */
export interface Step {
  readonly node: Node;
  readonly inputs: readonly number[];
  readonly output: number;
  /** How many entries the output has; undefined where the file does not say. */
  readonly width: number | undefined;
  readonly does: Action;
}

export type Action =
  | Affine
  | Diagonal
  | Pick
  | Pointwise
  | Concat
  | Reduce
  | Normalization
  | HeadStep
  | Constant
  | Other;

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
  readonly before: readonly (Diagonal | Pick)[];
  /** In the order in which they are applied to W x + b. */
  readonly behind: readonly (Diagonal | Pick)[];
}

/** y = scale ∘ x + shift, each with one number or one for each entry. */
export interface Diagonal {
  readonly kind: "diagonal";
  readonly scale?: Data;
  readonly shift?: Data;
  /** Of a scale or a shift that is a constant of the file: its name. */
  readonly scaleName?: string;
  readonly shiftName?: string;
}

/** y_k = x_{from_k}: entries in another order, some of them, or some several times. */
export interface Pick {
  readonly kind: "pick";
  readonly from: Int32Array;
  /** How many entries there are to pick from. */
  readonly of: number;
}

/** y = f(x, …), entry by entry. */
export interface Pointwise {
  readonly kind: "pointwise";
  readonly f: (...x: readonly number[]) => number;
  /** Where an activation is known at once. */
  readonly activation?: Activation;
  readonly slopeName?: string;
  /** Where values of the samples meet: an operation outside of activations becomes a node, and a quotient two. */
  readonly joins?: "add" | "mul" | "div" | "max" | "min";
}

/** The entries of several values one behind the other. */
export interface Concat {
  readonly kind: "concat";
}

/** One number for each line of entries: y_k is of the entries from `length` k on, `length` of them. */
export interface Reduce {
  readonly kind: "reduce";
  /** Where f is a sum of the entries, each times this number. */
  readonly each?: number;
  /** Where f is one of the entries. */
  readonly extreme?: "max" | "min";
  readonly f: (line: Float64Array) => number;
  readonly length: number;
}

/** gain ∘ (x − μ) / √(mean (x − μ)² + ε) + shift; μ is the mean, or 0. */
export interface Normalization {
  readonly kind: "normalization";
  readonly isCentred: boolean;
  readonly epsilon: number;
  /** One for each entry. */
  readonly gain: Data;
  /** One for each entry; none without centring. */
  readonly shift?: Data;
  readonly gainName?: string;
  readonly shiftName?: string;
}

/** The same numbers for every sample. */
export interface Constant {
  readonly kind: "constant";
  readonly values: Data;
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

/** The steps, from the inputs to the outputs. */
export interface StepGraph {
  /** The values of the inputs, and how many entries each has; undefined where the file does not say. */
  readonly inputs: readonly { readonly value: number; readonly width: number | undefined }[];
  /** The values of the outputs. */
  readonly outputs: readonly number[];
  readonly steps: readonly Step[];
  /** What the file calls values, by their numbers; those inside of a node have no name. */
  readonly names: ReadonlyMap<number, string>;
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
