import { seededRandom } from "@espalier/tensor";
import { absDot, dot } from "../points/directions.ts";
import { estimatedOf } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import { unflatten } from "../spec/structure.ts";
import { join, split } from "../trial/subject.ts";

/** A value that is used twice gets the sum of both cotangents: a rule adds to the cotangent and does not overwrite it. */
export const accumulation: Oracle = {
  name: "accumulation",
  law: "⟨sums + Jᵀ u, v⟩ = ⟨sums, v⟩ + ⟨Jᵀ u, v⟩",
  applies: ({ accumulate, vjp }) => accumulate !== undefined && vjp !== undefined,
  examine(trial, see) {
    const { subject, probe, tangents, cotangents, pulled, roundOff, roundings, rounding } = trial;
    const { spec, inputs, output, x } = subject;
    const random = seededRandom(probe.seed);
    const sums = Float64Array.from(x, () => random() - 0.5);
    const last = cotangents.length - 1;
    const total = spec.accumulate?.(inputs, unflatten(cotangents[last], output), split(subject, sums));
    if (total === undefined) return;
    const received = join(subject, total);
    for (const [k, v] of tangents.entries())
      see({
        mode: "vjp",
        at: `sums + Jᵀ u${last}, paired with v${k}`,
        received: dot(received, v),
        expected: dot(sums, v) + dot(pulled()[last], v),
        // The sum takes part in the roundings of the sweep, in whatever order that adds.
        bound: roundOff().table[k][last] + 2 * roundings * rounding.rules.u * absDot(sums, v),
        estimated: estimatedOf(trial, roundOff().table[k][last]),
      });
  },
};
