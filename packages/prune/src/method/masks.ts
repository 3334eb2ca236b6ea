import { ShapeError, ValueError } from "@espalier/tensor";
import { show } from "../network/options.ts";
import type { Network } from "../network/network.ts";
import type { Mask } from "./rank.ts";

/** A mask from a caller: bytes 0 and 1, or booleans; true for a kept weight. */
export type GivenMask = Mask | readonly boolean[];

/** The number of weights that a mask keeps. */
export function countKept(mask: Mask): number {
  let kept = 0;
  for (let ij = 0; ij < mask.length; ij++) kept += mask[ij];
  return kept;
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
  const odd = layers.findIndex(
    ({ tied }, k) => tied !== undefined && known[k].some((kept, ij) => kept !== known[tied][ij]),
  );
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
