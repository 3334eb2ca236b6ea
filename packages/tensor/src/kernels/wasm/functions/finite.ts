import type { Data } from "../../../tensor.ts";
import { areFinite as reference } from "../../reference/finite.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { VECTORS, zeroTimesName } from "../lists/nonzero-sums.ts";
import { placesIn } from "../engine/scratch.ts";

/** Numbers that are checked together, within a near cache. */
const BLOCK = 2 ** 14;

/** Whether all numbers are finite, on an engine: 0 · x is ±0 for a finite x and NaN otherwise, and NaN stays NaN in a sum. */
export function areFiniteOn(routines: Routines, memory: Memory): (X: Data) => boolean {
  const placeOf = placesIn(memory);
  return (X) => {
    const place = placeOf(X);
    if (place === undefined) return reference(X);
    const { element, scratch } = place;
    const group = VECTORS * element.lanes;
    const whole = X.length - (X.length % group);
    const sums = scratch.B.subarray(0, element.lanes);
    for (let from = 0; from < whole; from += BLOCK) {
      const size = Math.min(BLOCK, whole - from);
      let address = X.byteOffset + from * element.bytes;
      if (X.buffer !== memory) {
        scratch.A.set(X.subarray(from, from + size));
        address = scratch.A.byteOffset;
      }
      routines[zeroTimesName(element)](address, size / group, sums.byteOffset);
      if (!sums.every((sum) => sum === 0)) return false;
    }
    return reference(X.subarray(whole));
  };
}
