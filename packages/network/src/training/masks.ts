import { ShapeError, ValueError } from "@espalier/tensor";
import { cloneNetwork } from "../graph/network.ts";
import type { Layer, Network } from "../graph/network.ts";
import { listAsUsed } from "../graph/uses.ts";
import { show } from "../calls/options.ts";

/** For each weight of a layer, in row-major order, 1 if it is kept and 0 if it is removed. */
export type Mask = Uint8Array;

/** A mask from a caller: bytes 0 and 1, or booleans; true for a kept weight. */
export type GivenMask = Mask | readonly boolean[];

/** The number of weights that a mask keeps. */
export function countKept(mask: Mask): number {
  let kept = 0;
  for (let ij = 0; ij < mask.length; ij++) kept += mask[ij];
  return kept;
}

/** A copy of the network in which every masked weight is zero. */
export const masked = (network: Network, masks: readonly Mask[] = []): Network =>
  withoutMasked(cloneNetwork(network), masks);

/** Sets every masked weight of a network to zero, in place. */
export function withoutMasked(copy: Network, masks: readonly Mask[]): Network {
  for (const [k, mask] of masks.entries()) {
    const { data: W } = copy.layers[k].weight;
    for (let ij = 0; ij < W.length; ij++) if (mask[ij] === 0) W[ij] = 0;
  }
  return copy;
}

/**
 * The masks of all layers, from a choice among the matrices, each of which is there once.
 *
 * @param choose the masks of the matrices of some layers
 */
export function masksByMatrix(
  layers: readonly Layer[],
  choose: (own: readonly number[]) => readonly Mask[],
): Mask[] {
  const own = [...layers.keys()].filter((k) => layers[k].tied === undefined);
  const chosen = choose(own);
  return layers.map((layer, k) => {
    const first = layer.tied ?? k;
    return listAsUsed(layer, layers[first].weight.shape, chosen[own.indexOf(first)]);
  });
}

/**
 * Masks from a caller, as bytes.
 *
 * @throws ShapeError when there is not one entry for each weight
 * @throws ValueError when a mask is something else, or an entry is neither 0 nor 1
 */
export function checkMasks(who: string, { layers }: Network, masks: readonly GivenMask[]): Mask[] {
  if (!Array.isArray(masks)) throw new ValueError(who, "masks, one for each layer", show(masks));
  const expected = layers.map(({ weight }) => weight.data.length).join(", ");
  const received = masks.map((mask) => lengthOf(mask)).join(", ");
  if (received !== expected) throw new ShapeError(who, `masks of ${expected} entries`, received || "none");
  const known = masks.map((mask, k) => bytesOf(`${who}: layer ${k}`, mask));
  const odd = layers.findIndex((layer, k) => {
    if (layer.tied === undefined) return false;
    const expectedMask = listAsUsed(layer, layers[layer.tied].weight.shape, known[layer.tied]);
    return known[k].some((kept, ij) => kept !== expectedMask[ij]);
  });
  if (odd < 0) return known;
  throw new ValueError(
    `${who}: layer ${odd}`,
    `the mask of layer ${layers[odd].tied}, whose matrix it uses`,
    "another mask",
  );
}

function bytesOf(where: string, mask: unknown): Mask {
  if (mask instanceof Uint8Array) {
    const at = mask.findIndex((byte) => byte > 1);
    if (at >= 0) throw new ValueError(where, "a mask of 0 and 1", `${mask[at]} at entry ${at}`);
    return mask;
  }
  if (!Array.isArray(mask)) throw new ValueError(where, WANTED, show(mask));
  const at = mask.findIndex((kept) => typeof kept !== "boolean");
  if (at >= 0) throw new ValueError(where, WANTED, `${show(mask[at])} at entry ${at}`);
  return Uint8Array.from(mask, Number);
}

const WANTED = "a mask of bytes in a Uint8Array, or of booleans in an array";

const lengthOf = (mask: unknown): string => {
  const { length } = Object(mask) as { readonly length?: unknown };
  return typeof length === "number" ? String(length) : show(mask);
};
