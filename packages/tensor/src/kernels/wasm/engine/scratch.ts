import type { Data } from "../../../tensor.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import type { Memory } from "./engine.ts";

/** The largest sizes of blocks, in entries, for the caches of a core. `A` is the size of a whole block of A. */
export const LONGEST: Readonly<Record<"M" | "N" | "K" | "A", number>> = {
  M: 1024,
  N: 256,
  K: 1024,
  A: 128 * 1024,
};

/** The entries that a routine may read beyond a block. */
const SLACK = 64;

const sizes = {
  A: LONGEST.A,
  B: LONGEST.K * LONGEST.N,
  panels: (LONGEST.K + 2) * LONGEST.N,
  C: LONGEST.M * LONGEST.N,
};

/** Copies of operands that lie outside the memory of the routines, or in it with an order that a routine cannot read. */
export type Scratch = Readonly<Record<"A" | "B" | "panels" | "C", Data>>;

/** The bytes of the blocks in double precision; single precision uses the same memory. */
const BLOCKS = 8 * Object.values(sizes).reduce((sum, size) => sum + size + SLACK, 0);

/** The {@link writeOrders | orders} that routines load lie behind the blocks. */
export const orders: Readonly<Record<Element["dtype"], number>> = { f32: BLOCKS, f64: BLOCKS + 16 * 2 ** 4 };

export const SCRATCH_BYTES: number = orders.f64 + 16 * 2 ** 2;

/** For each mask of the lanes of a vector, the bytes that move the lanes in it to the front. */
export function writeOrders(memory: Memory, { dtype, lanes }: Element): void {
  const width = 16 / lanes;
  const bytes = new Uint8Array(memory, orders[dtype], 16 * 2 ** lanes);
  for (let mask = 0, at = 0; mask < 2 ** lanes; mask++, at = 16 * mask)
    for (let lane = 0; lane < lanes; lane++)
      if (mask & (1 << lane)) for (let byte = 0; byte < width; byte++) bytes[at++] = lane * width + byte;
}

/** The scratch is at the start of the memory. */
export function scratchIn(memory: Memory, { bytes, view }: Element): Scratch {
  let start = 0;
  const place = (size: number): Data => {
    const data = view(memory, start, size + SLACK);
    start += (size + SLACK) * bytes;
    return data;
  };
  return { A: place(sizes.A), B: place(sizes.B), panels: place(sizes.panels), C: place(sizes.C) };
}

/** An element, and the scratch for it. */
export interface Place {
  readonly element: Element;
  readonly scratch: Scratch;
}

/** The place for up to three arrays of one precision, inside or outside the memory; undefined if their precisions differ. */
export type PlaceOf = (X: Data, Y?: Data, Z?: Data) => Place | undefined;

export function placesIn(memory: Memory): PlaceOf {
  const places = elements.map((element): Place => ({ element, scratch: scratchIn(memory, element) }));
  return (X, Y = X, Z = X) => places.find(({ element: { isOf } }) => isOf(X) && isOf(Y) && isOf(Z));
}
