import { apply } from "@espalier/autodiff";
import type { Value } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Layer, Network } from "./graph.ts";

/** What says whose matrix a layer has. */
export type Tie = Pick<Layer, "tied" | "transposed">;

/** The layers that use the matrix of layer k: k itself, and those that are tied to it. */
export const usesOf = (layers: readonly Tie[], k: number): number[] =>
  [...layers.keys()].filter((at) => at === k || layers[at].tied === k);

/** Something of a matrix [i, j], as a layer has it that uses the matrix: [j, i] for a transposed use. It is its own inverse. */
export function asUsed<V extends Value>({ transposed }: Tie, matrix: V): V {
  // Of a tensor a tensor, and of a traced value a traced value.
  return transposed === true ? (apply(ops.transpose, { x: matrix }) as V) : matrix;
}

/** The entries of a list of a matrix [i, j], row by row, as a layer has them that uses the matrix. */
export function listAsUsed<T extends Uint8Array>({ transposed }: Tie, shape: readonly number[], list: T): T {
  if (transposed !== true) return list;
  const [I, J] = shape;
  const result = list.slice() as T; // of the same class
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) result[j * I + i] = list[i * J + j];
  return result;
}

/**
 * Refuses a matrix that is also used transposed.
 *
 * @param what takes no such matrix, in the plural
 * @param otherwise what does take one
 * @throws ValueError naming the two layers
 */
export function refuseTransposed(who: string, what: string, otherwise: string, { layers }: Network): void {
  const k = layers.findIndex(({ transposed }) => transposed === true);
  if (k < 0) return;
  throw new ValueError(
    who,
    `matrices that no layer uses transposed, as ${what} take no others; or ${otherwise}`,
    `layer ${k} with the matrix of layer ${layers[k].tied}, transposed`,
  );
}

/** Whether two matrices are the same, or each other's transpose. */
export function isSameMatrix(
  tie: Tie,
  { shape: [I, J], data: a }: Tensor,
  { shape, data: b }: Tensor,
): boolean {
  if (tie.transposed !== true)
    return shape[0] === I && shape[1] === J && (a === b || a.every((w, at) => w === b[at]));
  if (shape[0] !== J || shape[1] !== I) return false;
  return a.every((w, at) => w === b[(at % J) * I + Math.floor(at / J)]);
}
