import { seededRandom } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";

/**
 * What an experiment draws numbers for, each from a stream of its own: leaving a strategy or a ratio out changes
 * nothing for the others, and all of them are fine-tuned on the same batches, so that they differ in pairs.
 */
export type Purpose =
  | "initial weights"
  | "order of training"
  | "order of fine-tuning"
  | "samples of nonlinear"
  | "random scores"
  | "calibration samples"
  | "weights of fully-connected";

/** The stream of a purpose for a seed, by the 32-bit hash FNV-1a of both. */
export function streamOf(seed: number, purpose: Purpose): Random {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${purpose}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededRandom(hash);
}
