import { compareVectors } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import { forward, reverse, valueAt } from "../trial/subject.ts";

/** The same computation gives the same bits: nothing is left behind from one to the next. */
export const repeatability: Oracle = {
  name: "repeatability",
  law: "twice the same = the same bits",
  applies: () => true,
  examine({ subject, tangents, cotangents, pushed, pulled }, see) {
    const { spec, x, y } = subject;
    const last = tangents.length - 1;
    compareVectors(see, "f", valueAt(subject, x), y, () => 0);
    if (spec.jvp !== undefined)
      compareVectors(see, "jvp", forward(subject, tangents[last]), pushed()[last], () => 0);
    const lastU = cotangents.length - 1;
    if (spec.vjp !== undefined)
      compareVectors(see, "vjp", reverse(subject, cotangents[lastU]), pulled()[lastU], () => 0);
  },
};
