import type { Data } from "../../../tensor.ts";
import type { OuterProducts } from "../../kernels.ts";
import { outerProducts as reference } from "../../reference/outer-products.ts";
import { advance, I32, int, loadVector, repeat, routine, storeVector, V128 } from "../engine/assembler.ts";
import type { Routine } from "../engine/assembler.ts";
import type { Element } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { parts } from "../engine/ranges.ts";
import { placesIn } from "../engine/scratch.ts";

const nameOf = ({ dtype }: Element): string => `${dtype}-outerProducts`;

/**
 * Y = g xᵀ for some entries of g. The last vector of a row ends with the row and overlaps the vector before it; `rest` is its offset
 * from the end of the whole vectors, in bytes.
 *
 * (g, x, Y, rows, whole vectors of a row, rest)
 */
export const outerProducts = (element: Element): Routine =>
  routine(nameOf(element), 6, ([g, x, Y, rows, vectors, rest], fresh) => {
    const [here, left, factor] = [fresh(I32), fresh(I32), fresh(V128)];
    const multiply = storeVector(Y.get, 0, element.multiply(factor.get, loadVector(here.get, 0)));
    return repeat(
      rows,
      factor.set(element.loadSplat(g.get, 0)),
      here.set(x.get),
      left.set(vectors.get),
      repeat(left, multiply, advance(here, int(16)), advance(Y, int(16))),
      advance(here, rest.get),
      advance(Y, rest.get),
      multiply,
      advance(Y, int(16)),
      advance(g, int(element.bytes)),
    );
  });

/** The bytes of products that wait in a near cache before they are copied to Y. */
const WAITING = 2 ** 17;

/** The outer products on an engine. If Y is outside its memory, they are computed in it some rows at a time and copied. */
export function outerProductsOn(routines: Routines, memory: Memory): (arrays: OuterProducts) => void {
  const placeOf = placesIn(memory);
  return (arrays) => {
    const { N, M, I, J, g, x, Y } = arrays;
    const place = placeOf(g, x, Y);
    const lanes = place?.element.lanes ?? 1;
    if (place === undefined || J < lanes || J > place.scratch.A.length || I > place.scratch.B.length)
      return reference(arrays);
    const { element, scratch } = place;
    const { bytes } = element;
    const multiply = routines[nameOf(element)];
    const isThere = Y.buffer === memory;
    const waiting = isThere ? I : Math.max(1, Math.floor(WAITING / (J * bytes)));
    const vectors = Math.floor(J / lanes);
    const rest = J * bytes - 16 * vectors - 16;
    /** The address of `size` entries, which are copied if they lie outside the memory. */
    const addressOf = (data: Data, from: number, size: number, copy: Data): number => {
      if (data.buffer === memory) return data.byteOffset + from * bytes;
      copy.set(data.subarray(from, from + size));
      return copy.byteOffset;
    };
    for (let n = 0; n < N; n++) {
      const xAt = addressOf(x, n * J, J, scratch.A);
      for (let m = 0; m < M; m++) {
        const gAt = addressOf(g, (m * N + n) * I, I, scratch.B);
        for (const { from, size } of parts(I, waiting)) {
          const to = ((n * M + m) * I + from) * J;
          const at = isThere ? Y.byteOffset + to * bytes : scratch.C.byteOffset;
          multiply(gAt + from * bytes, xAt, at, size, vectors, rest);
          if (!isThere) Y.set(scratch.C.subarray(0, size * J), to);
        }
      }
    }
  };
}
