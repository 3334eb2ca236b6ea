import type { Data, Tensor } from "@espalier/tensor";
import { rounded } from "../../numbers.ts";
import { refuse } from "../../refuse.ts";
import { describe } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Affine, Diagonal, Permutation } from "../steps.ts";

/**
 * W and b of a layer with all maps beside it, in double precision, rounded once:
 *
 *     W (s ∘ x + t) + b     W ← W diag(s), b ← b + W t
 *     s ∘ (W x + b) + t     W ← diag(s) W, b ← s ∘ b + t
 *
 * A layer without maps keeps its bits.
 *
 * @throws FormatError when a number becomes too large for the precision
 */
export function roundedLayer(
  node: Node,
  { weight, bias, before, behind, precision }: Affine,
): { readonly weight: Tensor; readonly bias: Tensor | undefined } {
  if (before.length + behind.length === 0) return { weight, bias };
  const [I, J] = weight.shape;
  const W = Float64Array.from(weight.data);
  const b = bias === undefined ? new Float64Array(I) : Float64Array.from(bias.data);
  for (const map of before.toReversed()) inFront(W, b, I, J, map);
  for (const map of behind) after(W, b, I, J, map);
  const finite = (data: Data): Data =>
    data.every(Number.isFinite)
      ? data
      : refuse(
          node.at,
          describe(node),
          `numbers that ${precision} can hold`,
          "larger ones, with what is folded into it",
        );
  const isBiased = bias !== undefined || b.some((each) => each !== 0);
  return {
    weight: { shape: [I, J], data: finite(rounded(W, precision)) },
    bias: isBiased ? { shape: [I], data: finite(rounded(b, precision)) } : undefined,
  };
}

const at = (values: Data | undefined, index: number, usual: number): number =>
  values === undefined ? usual : values[values.length === 1 ? 0 : index];

function inFront(W: Float64Array, b: Float64Array, I: number, J: number, map: Diagonal | Permutation): void {
  for (let i = 0; i < I; i++) {
    const row = W.subarray(i * J, (i + 1) * J);
    if (map.kind === "permutation") {
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

function after(W: Float64Array, b: Float64Array, I: number, J: number, map: Diagonal | Permutation): void {
  if (map.kind === "permutation") {
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
