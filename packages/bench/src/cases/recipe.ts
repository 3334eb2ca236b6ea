import * as v from "valibot";
import { amount, count, list, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";

/** What a measured number depends on, besides the strategy, the ratio and the seed. */
export const recipe = v.strictObject({
  case: oneOf("pde", "mnist"),
  /** d_0 … d_L */
  network: v.pipe(list(count), v.minLength(2, "at least an input and an output size")),
  /** Half the width of the uniform noise on the data. */
  noise: amount,
  /** Before pruning, and after. */
  epochs: v.strictTuple([whole, whole], "two numbers of epochs"),
  batch: count,
  learningRate: amount,
  /** Samples on which `nonlinear` evaluates the network. */
  nonlinearSamples: whole,
  precision: oneOf("f64", "f32"),
  /** Where u is read from PDEBench's file in place of our own solution: the SHA-256 of the numbers read. */
  pdebench: v.exactOptional(text),
});
export type Recipe = Read<typeof recipe>;
