import type { Network } from "@espalier/network";
import type { Coordinates } from "./coordinates.ts";

/** Coordinates of one neuron, or one slope, whose curvature the preconditioner takes together. */
export interface Block {
  /** The number of the layer. */
  readonly layer: number;
  /** The number of the neuron; undefined for a slope that all neurons of the layer share. */
  readonly row: number | undefined;
  /** The inputs j of its kept weights; none in the block of a slope. */
  readonly columns: Uint32Array;
  /** The numbers of its coordinates: those of the weights, then that of the bias or of the slope, if it moves. */
  readonly at: Uint32Array;
}

/** The blocks of all coordinates together have about this many entries at most: 8 MB. */
const ENTRIES = 2 ** 20;

/** The largest block for a number of coordinates; 1 leaves the diagonal. */
export const largestBlock = (coordinates: number): number =>
  Math.max(1, Math.floor(ENTRIES / Math.max(1, coordinates)));

/** A parameter without coordinates, as the matrix of a tied layer. */
const NONE = { own: new Uint32Array(), first: 0 };

/** Every coordinate in one block: those of a neuron together, in pieces of at most `largest`. */
export function blocksOf({ layers }: Network, { entries }: Coordinates, largest: number): Block[] {
  const blocks: Block[] = [];
  let start = 0; // the number of the first coordinate of a parameter
  let parameter = 0;
  const next = (): { readonly own: Uint32Array; readonly first: number } => {
    const own = entries[parameter++];
    start += own.length;
    return { own, first: start - own.length };
  };
  for (const [layer, { weight, activation, tied }] of layers.entries()) {
    const [I, J] = weight.shape;
    const weights = tied === undefined ? next() : NONE;
    const biases = next();
    let read = 0;
    for (let row = 0; row < I; row++) {
      const from = read;
      while (read < weights.own.length && weights.own[read] < (row + 1) * J) read++;
      const columns = weights.own.slice(from, read).map((at) => at - row * J);
      const at = Array.from(columns, (_, each) => weights.first + from + each);
      if (biases.own.length > 0) at.push(biases.first + row);
      for (let piece = 0; piece < at.length; piece += largest)
        blocks.push({
          layer,
          row,
          columns: columns.slice(piece, piece + largest),
          at: Uint32Array.from(at.slice(piece, piece + largest)),
        });
    }
    if (activation.kind !== "prelu") continue;
    const { own, first } = next();
    const isShared = activation.slope.data.length === 1;
    for (const row of own)
      blocks.push({
        layer,
        row: isShared ? undefined : row,
        columns: new Uint32Array(),
        at: Uint32Array.of(first + row),
      });
  }
  return blocks;
}

/** The number of entries of all blocks, each a square matrix. */
export const entriesIn = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { at }) => sum + at.length ** 2, 0);
