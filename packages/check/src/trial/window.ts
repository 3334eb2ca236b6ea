import { moved } from "../points/directions.ts";
import { VALUES } from "../slopes/noise.ts";
import { room } from "../spec/domain.ts";
import type { Subject } from "./subject.ts";

/** Nine points close together, along a direction; none where there is no room. */
export function windowAround(subject: Subject, v: Float64Array): Float64Array[] {
  const step = Math.min(2 ** -16, roomAlong(subject, v) / VALUES);
  if (!(step > 0)) return [];
  return Array.from({ length: VALUES }, (_, k) => moved(subject.x, v, (k - (VALUES - 1) / 2) * step));
}

/** How far a point may move along v and against it, kinks or not. */
export function roomAlong({ spec, moving, inputs }: Subject, v: Float64Array): number {
  let [farthest, at] = [Infinity, 0];
  for (const name of moving)
    for (const x of inputs[name].data) {
      const size = Math.abs(v[at++]);
      if (size > 0) farthest = Math.min(farthest, room({ ...spec.inputs[name], kinks: [] }, x) / size);
    }
  return farthest;
}
