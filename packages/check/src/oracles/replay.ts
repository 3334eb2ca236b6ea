import { compareVectors } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import { flatten, unflatten } from "../spec/structure.ts";
import { join } from "../trial/subject.ts";

/** A recording is not used up: swept again, and with another cotangent in between, it gives the same bits, and keeps its value. */
export const replay: Oracle = {
  name: "replay",
  law: "sweep(u), sweep(u′), sweep(u): the same bits, and the same value",
  applies: ({ record, vjp }) => record !== undefined && vjp !== undefined,
  examine({ subject, cotangents, pulled }, see) {
    const recording = subject.spec.record?.(subject.inputs);
    if (recording === undefined) return;
    const last = cotangents.length - 1;
    const sweep = (at: number): Float64Array =>
      join(subject, recording.pullback(unflatten(cotangents[at], subject.output)));
    for (const at of [last, 0, last]) compareVectors(see, "vjp", sweep(at), pulled()[at], () => 0);
    compareVectors(see, "f", flatten(recording.value), subject.y, () => 0);
  },
};
