import {
  amount,
  count,
  date,
  fraction,
  list,
  machine,
  oneOf,
  text as string,
  whole,
} from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { work } from "@espalier/speed";
import * as v from "valibot";

/** What a network takes, in bytes. */
const bytes = v.strictObject({
  /** Weights, biases and slopes as they lie in memory. */
  dense: count,
  /** `dense`, packed by gzip at its highest level. */
  gzip: count,
  /** The file of `writeSparse`. */
  sparse: count,
  /** `dense` of the compacted network, without the inputs that no neuron reads. */
  compacted: count,
  /** The file of `writeSparse` of the compacted network. */
  compactedSparse: count,
  /** The module that `toJavaScript` makes of the compacted network. */
  module: count,
});

const left = {
  bytes,
  /** d_0 … d_L after compaction. */
  sizes: list(whole),
  /** Whether compaction has kept all bits of the outputs. */
  isExact: v.boolean(),
  /** How the weight of each layer is stored in the sparse file before compaction. */
  forms: list(string),
};

/** A network from which a fraction of the weights is removed. */
const row = v.strictObject({
  ratio: fraction,
  /** How many are not zero. */
  weights: whole,
  test: v.strictObject({ loss: amount, accuracy: v.exactOptional(fraction) }),
  ...left,
});

const network = v.strictObject({
  case: oneOf("pde", "mnist"),
  sizes: list(count),
  /** Of training, and of fine-tuning. */
  epochs: v.strictTuple([count, count]),
  weights: count,
  /** The whole network first. */
  rows: list(row),
});
export type NetworkResult = Read<typeof network>;

/** What `npm run smaller` has measured. Plain data, from which the tables of the page are made. */
export const smallerResults = v.strictObject({
  format: oneOf("espalier-smaller-files"),
  version: oneOf(1),
  date,
  machine,
  rounds: count,
  networks: list(network),
  /** The forward pass, dense and sparse. */
  pass: work,
});
export type SmallerResults = Read<typeof smallerResults>;

/** What a network takes, and what compaction leaves of it. */
export type Footprint = Read<v.StrictObjectSchema<typeof left, undefined>>;
