import { U } from "../arithmetic/bounded.ts";
import { extrapolate } from "../extrapolate.ts";
import type { Estimate } from "../extrapolate.ts";
import { formulaValue, tolerance } from "../formula.ts";
import { dot } from "../directions.ts";
import { visibleSizes } from "../jostle.ts";
import { compareTables } from "../oracle.ts";
import type { Oracle } from "../oracle.ts";
import { stencilAlong } from "../stencil.ts";
import { valueAt } from "../subject.ts";
import type { Trial } from "../trial.ts";

/**
 * Central differences, extrapolated. Needs nothing but f, so it is the judge of last resort; and it states its own error,
 * which is the tolerance.
 */
export const differences: Oracle = {
  name: "differences",
  law: "J v = lim (f(x + hv) − f(x − hv)) / 2h",
  applies: () => true,
  steps: true,
  examine(trial, see) {
    const { cotangents, roundOff } = trial;
    const along = trial.tangents.map((v) => secants(trial, v));
    for (const [k, each] of along.entries()) if (each === undefined) see.skip(`no room along v${k}`);
    const expected = along.map((each) =>
      Float64Array.from(cotangents, (u) =>
        each === undefined
          ? Number.NaN
          : dot(
              u,
              each.map((e) => e.value),
            ),
      ),
    );
    const bound = along.map((each, k) =>
      Float64Array.from(cotangents, (u, l) => {
        const own =
          each === undefined
            ? Number.NaN
            : dot(
                u.map(Math.abs),
                each.map((e) => e.error),
              );
        return own + roundOff().table[k][l];
      }),
    );
    for (const { mode, table } of trial.claims())
      compareTables(trial, see, mode, { received: table, expected, bound });
  },
};

/** J v, entry by entry of the output, each with its own error; undefined where no stencil fits. */
function secants({ subject, roundings }: Trial, v: Float64Array): Estimate[] | undefined {
  const steps = stencilAlong(subject, v, 2);
  if (steps.length < 3) return undefined;
  const { formula } = subject.spec;
  const at = (h: number): Float64Array => subject.x.map((x, j) => x + h * v[j]);
  const ahead = steps.map((h) => valueAt(subject, at(h)));
  const behind = steps.map((h) => valueAt(subject, at(-h)));
  // What f itself may be wrong by anywhere on the stencil: at its two ends and in its middle.
  const noise = new Float64Array(subject.y.length);
  const unseen = visibleSizes(subject);
  for (const h of [steps[0], 0, -steps[0]]) {
    const known = formula && formulaValue(subject, formula, at(h));
    noise.forEach((before, i) => {
      const size = Math.max(
        ...[...ahead, ...behind].map((y) => Math.abs(y[i])),
        known === undefined ? unseen[i] : 0,
      );
      noise[i] = Math.max(before, tolerance(size, known?.errors[i] ?? 0, roundings));
    });
  }
  return Array.from(subject.y, (_, i) =>
    extrapolate(
      steps.map((h, k) => (ahead[k][i] - behind[k][i]) / (2 * h)),
      // The division and the subtraction round as well.
      steps.map((h, k) => noise[i] / h + (2 * U * (Math.abs(ahead[k][i]) + Math.abs(behind[k][i]))) / h),
      2,
    ),
  );
}
