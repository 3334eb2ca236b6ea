import { unit } from "../../src/points/directions.ts";
import { reverse } from "../../src/trial/subject.ts";
import type { UsualCheck } from "./check.ts";
import { central, close, valueOf } from "./differences.ts";

/**
 * What teaching libraries do: the gradient of the sum of all outputs, in one random entry of each input.
 *
 * @see https://github.com/minitorch/minitorch/blob/main/minitorch/autodiff.py, and its `grad_check`
 */
export const oneCoordinate: UsualCheck = {
  name: "one coordinate",
  accepts(subject, random) {
    const { spec, inputs, moving, x, y } = subject;
    if (spec.vjp === undefined) return true;
    const total = (at: Float64Array): Float64Array =>
      Float64Array.of(valueOf(subject)(at).reduce((sum, each) => sum + each, 0));
    let first = 0;
    return moving.every((name) => {
      const { length } = inputs[name].data;
      const at = first + Math.floor(random() * length);
      first += length;
      const due = central(total, x, unit(x.length, at), 1e-6);
      const received = reverse(
        subject,
        y.map(() => 1),
      );
      return close([received[at]], due, { atol: 1e-2, rtol: 1e-2 });
    });
  },
};
