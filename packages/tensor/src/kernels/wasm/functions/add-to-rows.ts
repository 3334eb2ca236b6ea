import type { Data } from "../../../tensor.ts";
import { addToRows as reference } from "../../reference/elementwise.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { inBoth } from "../engine/element-of.ts";
import { LONGEST, placesIn } from "../engine/scratch.ts";

/** S_ni ← S_ni + b_i on an engine, for an S in its memory. */
export function addToRowsOn(routines: Routines, memory: Memory): (S: Data, b: Data) => void {
  const run = inBoth(routines, "addToRows");
  const placeOf = placesIn(memory);
  return (S, b) => {
    const place = placeOf(S, b);
    const rows = S.length / b.length;
    if (place === undefined || S.buffer !== memory || b.length > LONGEST.N || !(rows >= 1))
      return reference(S, b);
    const { element, scratch } = place;
    // A row may not be a whole number of vectors, but as many rows as a vector has lanes are: b is repeated for them.
    const times = b.length % element.lanes === 0 ? 1 : element.lanes;
    for (let at = 0; at < times; at++) scratch.B.set(b, at * b.length);
    const width = times * b.length;
    const whole = Math.floor(rows / times);
    if (whole > 0) run[element.dtype](S.byteOffset, scratch.B.byteOffset, whole, width / element.lanes);
    if (whole < rows / times) reference(S.subarray(whole * width), b);
  };
}
