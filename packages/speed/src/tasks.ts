import type { DType } from "@espalier/tensor";

/** What contenders are asked to do: plain data, which another process or language can read. */
export interface Tasks {
  readonly limit: LimitTask;
  readonly product: ProductTask;
  readonly training: TrainingTask;
  readonly jacobian: JacobianTask;
  readonly scores: ScoresTask;
  readonly nonlinear: ScoresTask;
  readonly forward: ForwardTask;
  readonly inference: InferenceTask;
  readonly solver: SolverTask;
  readonly "fine-tuning": FineTuningTask;
}

/** What the engine and the memory of the machine can do at best. */
export interface LimitTask {
  readonly of: DType | "copy" | "fill";
}

export type WorkName = keyof Tasks;

/** C [M, N] from A and B, of which either may be stored transposed: N as it is, T transposed. Entries are {@link entries}. */
export interface ProductTask {
  readonly dtype: DType;
  readonly form: "NN" | "NT" | "TN";
  readonly M: number;
  readonly K: number;
  readonly N: number;
}

/** Files: a network as JSON, and samples as f32, row by row. */
interface OnNetwork {
  readonly network: string;
  readonly sizes: readonly number[];
  readonly inputs: string;
  readonly samples: number;
}

/** Steps of Adam on one batch, with softmax cross-entropy; `labels` is a file of bytes. */
export interface TrainingTask extends OnNetwork {
  readonly labels: string;
}

/** The Jacobian of every output of every sample by every weight and bias, written out in f32. */
export interface JacobianTask extends OnNetwork {
  /** Whether each run makes new arrays, or writes into the same ones. */
  readonly into: "new" | "the same";
}

/** The importance and the compensation of every weight. */
export interface ScoresTask extends OnNetwork {}

/** The outputs of an untrained network of which a fraction of the weights is removed, for samples of {@link entries}. */
export interface ForwardTask {
  readonly dtype: DType;
  readonly sizes: readonly number[];
  readonly samples: number;
  readonly ratio: number;
}

/** The outputs of a network in f32 for samples of {@link entries}, by a library of whole networks; ours leaves the zeros out. */
export interface InferenceTask {
  readonly sizes: readonly number[];
  readonly samples: number;
  readonly variant: Variant;
}

/** A product with the Gauss–Newton matrix of an untrained network with a share of its weights, at random. */
export interface SolverTask {
  readonly sizes: readonly number[];
  readonly samples: number;
  readonly kept: number;
}

/** Steps of training with masks, on batches of this many samples. */
export interface FineTuningTask extends TrainingTask {
  /** The fraction of removed weights. */
  readonly ratio: number;
}

/** A network as it is, without 90 % of its weights, or without half of its hidden neurons. */
export type Variant = "dense" | "sparse" | "compacted";

/** Steps that `training` does before its figure, the loss of the last, is taken. */
export const FIRST_STEPS = 3;

/** The entries of A or B: not 0, of both signs, and without a period that a row could have. */
export function entries(size: number, dtype: DType): Float32Array | Float64Array {
  const values = dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
  for (let at = 0; at < size; at++) values[at] = ((at * 0.618034) % 1) - 0.5;
  return values;
}

/** How many bytes are copied to see how fast memory is: more than any cache holds. */
export const COPIED_BYTES: number = 2 ** 28;

/** A library, or a way to use one, that can do some of the works, in a process of its own: see contestant.ts. */
export interface Contender {
  /** The version, or why it is not to be had. */
  readonly available: () => Promise<Presence>;
  readonly prepare: { readonly [W in WorkName]?: (task: Tasks[W]) => Answer | Promise<Answer> };
}

/** undefined where that is beyond it. */
type Answer = Prepared | undefined;

export type Presence = { readonly version: string } | { readonly absent: string };

/** A contender after its one-time set-up: data are read, functions are compiled, memory is taken. */
export interface Prepared {
  readonly run: () => void | Promise<void>;
  /** The part of the work that a run does; all of it by default. */
  readonly share?: number;
  /** Runs `runs` times, and measures the seconds in the thread that computes: messages to it and back are not counted. */
  readonly time?: (runs: number) => Promise<number>;
  /** Gives memory back that no garbage collector sees. */
  readonly release?: () => void;
  /** A number of the result. Contenders that compute the same have the same, up to rounding. */
  readonly figure?: number;
}
