import { largest } from "../points/directions.ts";
import { noiseOf } from "../slopes/noise.ts";
import { valueAt } from "./subject.ts";
import type { Trial } from "./trial.ts";
import { windowAround } from "./window.ts";

/** A few values show a part of the noise that there is. */
const MARGIN = 16;
/** Where any output has this part of the size of the inputs, all are measured by the inputs. */
const SMALL = 2 ** -10;

/**
 * For each entry of the output, how large the numbers are that it is computed from: as large as it, or as the largest input. Scatter shows
 * nothing of terms that cancel exactly, such as the 1 − 1 of a saturated softmax.
 *
 * Where all outputs are far smaller than the inputs, as those of 1e-50 tanh x, the inputs may take part as factors alone. Then values close
 * together all differ, and by little noise: terms of the size of the inputs would leave more.
 */
export function termSizes({ subject, tangents, rounding }: Trial): Float64Array {
  const { x, y } = subject;
  const [most, highest] = [largest(x), largest(y)];
  const size = highest < SMALL * most ? Math.max(highest, sizeBelow(most)) : most;
  return y.map((entry) => Math.max(Math.abs(entry), size));

  function sizeBelow(limit: number): number {
    const near = windowAround(subject, tangents[tangents.length - 1]).map((point) => valueAt(subject, point));
    let seen = 0;
    for (const i of y.keys()) {
      const values = near.map((each) => each[i]);
      const noise = values.length === 0 || new Set(values).size < values.length ? 0 : noiseOf(values);
      if (!(noise > 0)) return limit;
      seen = Math.max(seen, (MARGIN * noise) / rounding.f.u);
    }
    return Math.min(limit, seen);
  }
}
