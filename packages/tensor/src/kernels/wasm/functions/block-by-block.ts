import type { Data } from "../../../tensor.ts";
import type { Kernels } from "../../kernels.ts";
import type { Memory } from "../engine/engine.ts";
import { placesIn } from "../engine/scratch.ts";

/** Below this number of entries, copying costs more than a routine gains. */
const SMALLEST = 256;

/** Entries of a block, at most: a block stays in the nearest cache. */
const BLOCK = 4096;

type Entrywise = Pick<Kernels, "addToRows" | "prelu" | "activation">;

/**
 * The entrywise kernels of a forward pass, for arrays outside the memory of the routines too: each block is copied into that memory,
 * changed in place, and copied back.
 */
export function blockByBlock(own: Entrywise, memory: Memory): Entrywise {
  const placeOf = placesIn(memory);

  /** From X to Y in blocks of whole rows; false if the routines would not pay for the copies. */
  const inBlocks = (X: Data, Y: Data, width: number, run: (block: Data) => void): boolean => {
    const place = placeOf(X, Y);
    const isThere = X.buffer === memory || Y.buffer === memory;
    if (place === undefined || isThere || X.length < SMALLEST || width > BLOCK) return false;
    const step = BLOCK - (BLOCK % width);
    for (let from = 0; from < X.length; from += step) {
      const block = place.scratch.A.subarray(0, Math.min(step, X.length - from));
      block.set(X.subarray(from, from + block.length));
      run(block);
      Y.set(block, from);
    }
    return true;
  };

  return {
    addToRows(S, b) {
      if (!inBlocks(S, S, b.length, (block) => own.addToRows(block, b))) own.addToRows(S, b);
    },
    prelu(step) {
      const { X, Y } = step;
      if (!inBlocks(X, Y, 1, (block) => own.prelu({ ...step, X: block, Y: block }))) own.prelu(step);
    },
    activation(step) {
      const { X, Y } = step;
      if (!inBlocks(X, Y, 1, (block) => own.activation({ ...step, X: block, Y: block })))
        own.activation(step);
    },
  };
}
