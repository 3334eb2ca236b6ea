import type { Estimate } from "../slopes/extrapolate.ts";
import { formulaValue, tolerance } from "../trial/formula.ts";
import { absDot, dot, moved } from "../points/directions.ts";
import { visibleSizes } from "../trial/perturb.ts";
import { lazy } from "../lazy.ts";
import { noiseBetween } from "../slopes/noise.ts";
import { hasKink } from "../slopes/one-sided.ts";
import { compareTables } from "./oracle.ts";
import type { Budget, Comparison, Oracle, See } from "./oracle.ts";
import { secants } from "../slopes/secants.ts";
import { stencilAlong } from "../slopes/stencil.ts";
import { curveAlong } from "../trial/subject.ts";
import type { Subject } from "../trial/subject.ts";
import type { Table } from "../trial/table.ts";
import type { Trial } from "../trial/trial.ts";

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
    const along = trial.tangents.map((v) => slopeAlong(trial, v));
    for (const [k, each] of along.entries()) if (each === undefined) see.skip(`no room along v${k}`);
    /** Σ u_i of something of each entry of J v_k, for every k and u. */
    const weighed = (sum: typeof dot, part: (each: Estimate) => number): Table =>
      along.map((each) => Float64Array.from(cotangents, (u) => (each ? sum(u, each.map(part)) : Number.NaN)));
    const expected = weighed(dot, ({ value }) => value);
    const [own, noise] = [weighed(absDot, ({ error }) => error), weighed(absDot, (each) => each.noise)];
    const rules = roundOff().table;
    const bound = own.map((row, k) => row.map((error, l) => error + rules[k][l]));
    const budget = (k: number, l: number): Budget => ({
      truncation: own[k][l] - noise[k][l],
      "round-off of f": noise[k][l],
      "of the rules": rules[k][l],
    });
    const blamed = blaming(trial, see);
    for (const { mode, table } of trial.claims())
      compareTables(trial, blamed, mode, { received: table, expected, bound, budget });
  },
};

/** Where a comparison fails and f has a kink along one of the directions, it says so: the rule may be right and the spec silent. */
function blaming(trial: Trial, see: See): See {
  const kinked = lazy(() => trial.tangents.some((v) => hasKink(trial, v)));
  const look = (comparison: Comparison): void => {
    const { received, expected, bound, at } = comparison;
    const fails = Math.abs(received - expected) > bound;
    see(
      fails && kinked()
        ? { ...comparison, at: `${at}, where f has a kink that is not declared` }
        : comparison,
    );
  };
  return Object.assign(look, { skip: see.skip });
}

/** J v, entry by entry of the output, each with its own error; undefined where no stencil fits. */
function slopeAlong({ subject, roundings }: Trial, v: Float64Array): Estimate[] | undefined {
  const steps = stencilAlong(subject, v, 2);
  if (steps.length < 3) return undefined;
  const noise = (sizes: Float64Array): Float64Array => noiseOf(subject, v, steps[0], sizes, roundings);
  return secants(curveAlong(subject, v), steps, noise);
}

/** What f itself may be wrong by anywhere on the stencil, of which the sizes of its values are known. */
function noiseOf(
  subject: Subject,
  v: Float64Array,
  widest: number,
  sizes: Float64Array,
  roundings: number,
): Float64Array {
  const { formula } = subject.spec;
  if (formula === undefined) {
    const unseen = visibleSizes(subject);
    const seen = noiseBetween(curveAlong(subject, v), -widest, widest);
    return sizes.map((size, i) => Math.max(tolerance(Math.max(size, unseen[i]), 0, roundings), seen[i]));
  }
  // At its two ends and in its middle.
  const errors = [widest, 0, -widest].map(
    (t) => formulaValue(subject, formula, moved(subject.x, v, t)).errors,
  );
  return sizes.map((size, i) => tolerance(size, Math.max(...errors.map((each) => each[i])), roundings));
}
