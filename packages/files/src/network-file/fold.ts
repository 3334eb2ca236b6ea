import type { Data, Tensor } from "@espalier/tensor";
import type { Precision } from "../bytes/numbers.ts";
import { rounded } from "../bytes/numbers.ts";

/** y = scale ∘ x + shift, each with one number or one for each entry. */
export interface DiagonalMap {
  /** 1 by default. */
  readonly scale?: Data;
  /** 0 by default. */
  readonly shift?: Data;
}

/** y_k = x_{from_k} */
export interface PermutationMap {
  /** The entry of x that each entry of y is. */
  readonly from: Int32Array;
}

/** A map of vectors that mixes no two entries. */
export type EntryMap = DiagonalMap | PermutationMap;

/** A layer with the maps beside it. */
export interface FoldedLayer {
  /** [I, J] */
  readonly weight: Tensor;
  /** [I]; undefined where it is 0 and the layer had none. */
  readonly bias: Tensor | undefined;
}

/**
 * W and b of a layer with all maps beside it, in double precision, rounded once:
 *
 *     W (s ∘ x + t) + b     W ← W diag(s), b ← b + W t
 *     s ∘ (W x + b) + t     W ← diag(s) W, b ← s ∘ b + t
 *
 * A layer without maps keeps its bits.
 *
 * @param before in the order in which they are applied to x
 * @param behind in the order in which they are applied to W x + b
 * @param overflow called where a number becomes too large for the precision; it throws
 */
export function foldedLayer(
  weight: Tensor,
  bias: Tensor | undefined,
  before: readonly EntryMap[],
  behind: readonly EntryMap[],
  precision: Precision,
  overflow: () => never,
): FoldedLayer {
  if (before.length + behind.length === 0) return { weight, bias };
  const [I, J] = weight.shape;
  const W = Float64Array.from(weight.data);
  const b = bias === undefined ? new Float64Array(I) : Float64Array.from(bias.data);
  for (const map of before.toReversed()) inFront(W, b, I, J, map);
  for (const map of behind) after(W, b, I, J, map);
  const finite = (data: Data): Data => (data.every(Number.isFinite) ? data : overflow());
  const isBiased = bias !== undefined || b.some((each) => each !== 0);
  return {
    weight: { shape: [I, J], data: finite(rounded(W, precision)) },
    bias: isBiased ? { shape: [I], data: finite(rounded(b, precision)) } : undefined,
  };
}

const at = (values: Data | undefined, index: number, usual: number): number =>
  values === undefined ? usual : values[values.length === 1 ? 0 : index];

function inFront(W: Float64Array, b: Float64Array, I: number, J: number, map: EntryMap): void {
  for (let i = 0; i < I; i++) {
    const row = W.subarray(i * J, (i + 1) * J);
    if ("from" in map) {
      const old = row.slice();
      for (let j = 0; j < J; j++) row[map.from[j]] = old[j];
      continue;
    }
    for (let j = 0; j < J; j++) {
      b[i] += row[j] * at(map.shift, j, 0);
      row[j] *= at(map.scale, j, 1);
    }
  }
}

function after(W: Float64Array, b: Float64Array, I: number, J: number, map: EntryMap): void {
  if ("from" in map) {
    const [oldW, oldB] = [W.slice(), b.slice()];
    for (let i = 0; i < I; i++) {
      W.set(oldW.subarray(map.from[i] * J, (map.from[i] + 1) * J), i * J);
      b[i] = oldB[map.from[i]];
    }
    return;
  }
  for (let i = 0; i < I; i++) {
    const scale = at(map.scale, i, 1);
    for (let j = 0; j < J; j++) W[i * J + j] *= scale;
    b[i] = scale * b[i] + at(map.shift, i, 0);
  }
}
