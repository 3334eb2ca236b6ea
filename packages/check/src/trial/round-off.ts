import { TINY, U } from "../arithmetic/bounded.ts";
import { absDot, largest, smallest } from "../points/directions.ts";
import { formulaTangent, tolerance } from "./formula.ts";
import { perturbed, spread, visibleSizes } from "./perturb.ts";
import { flatten } from "../spec/structure.ts";
import { forward, reverse, split } from "./subject.ts";
import type { Subject } from "./subject.ts";
import { tableOf } from "./table.ts";
import type { Table } from "./table.ts";
import type { RoundOff, Trial } from "./trial.ts";

/**
 * A sum of n terms, each through k roundings, is wrong by no more than (k + n) u Σ |terms| (Higham 2002, §3.1). Everything
 * depends on what counts as a term: 1 − tanh² is small, its terms are not. So the size of the terms is taken
 *
 * 1. from the formula, whose running error analysis has met them all;
 * 2. else from the declared majorant;
 * 3. else it is estimated: by how the results of the rules scatter when the inputs are moved by a rounding, and by the sizes
 *    of what goes in and comes out. What is small against those is then not held against a rule, as far as half of its digits.
 */
export function roundOffOf(trial: Trial): RoundOff {
  const { spec } = trial.subject;
  if (spec.formula !== undefined) return paired(trial, "formula", byFormula(trial, spec.formula));
  if (spec.majorant !== undefined) return paired(trial, "majorant", byMajorant(trial));
  return paired(trial, "perturbation", byPerturbation(trial));
}

/** With what the sums of ⟨u, J v⟩ itself are rounded by, on either of its ways: its terms may cancel too. */
function paired(trial: Trial, source: RoundOff["source"], rules: Table): RoundOff {
  const unit = 2 * trial.roundings * U;
  return {
    source,
    table: rules.map((row, k) =>
      row.map((bound, l) =>
        mayOverflow(trial, k, l, bound) ? Infinity : bound + unit * terms(trial, k, l) + TINY,
      ),
    ),
  };
}

/**
 * u_i J_ij v_j may be finite where J_ij is not. Then it depends on the order of the factors whether a way to it overflows,
 * and no way is wrong. A bound is some roundings of the terms, so that bound / u is no less than they.
 */
function mayOverflow({ tangents, cotangents }: Trial, k: number, l: number, bound: number): boolean {
  const shrunk = smallest(tangents[k]) * smallest(cotangents[l]);
  return shrunk < 1 && bound / U / shrunk === Infinity;
}

/** Σ |terms| of ⟨u, J v⟩. A claim that is not finite has no say: it would excuse itself. */
function terms({ subject, tangents, cotangents, pushed, pulled }: Trial, k: number, l: number): number {
  const { jvp, vjp } = subject.spec;
  const ways = [
    jvp === undefined ? 0 : absDot(cotangents[l], pushed()[k]),
    vjp === undefined ? 0 : absDot(tangents[k], pulled()[l]),
  ];
  return Math.max(...ways.filter(Number.isFinite), 0);
}

function byFormula(
  { subject, tangents, cotangents, roundings }: Trial,
  formula: NonNullable<Subject["spec"]["formula"]>,
): Table {
  return tangents.map((v) => {
    const { values, errors } = formulaTangent(subject, formula, v).tangent;
    const each = values.map((value, at) => tolerance(value, errors[at], roundings));
    return Float64Array.from(cotangents, (u) => weigh(u, each));
  });
}

function byMajorant({ subject, tangents, cotangents, roundings }: Trial): Table {
  const { spec, inputs } = subject;
  return tangents.map((v) => {
    const sizes = flatten(spec.majorant?.(inputs, split(subject, v.map(Math.abs))) ?? []);
    const each = sizes.map((size) => 2 * roundings * (U * size + TINY));
    return Float64Array.from(cotangents, (u) => weigh(u, each));
  });
}

/** Half of the digits: what a rule loses beyond them to the last digits of its inputs is no excuse, or noise would excuse itself. */
const HALF = 2 ** -26;

/** Two rules are compared, each as far off as the other: hence the 2. */
function byPerturbation(trial: Trial): Table {
  const { subject, tangents, cotangents, claims, roundings } = trial;
  const sizes = visibleSizes(subject);
  const others = perturbed(subject);
  const [{ mode, table }] = claims();
  const scattered = others.map((other) =>
    mode === "jvp"
      ? tableOf(
          cotangents,
          tangents.map((v) => forward(other, v)),
        )
      : transposed(
          tableOf(
            tangents,
            cotangents.map((u) => reverse(other, u)),
          ),
        ),
  );
  return table.map((row, k) =>
    row.map((entry, l) => {
      const scatter = spread(
        entry,
        scattered.map((each) => each[k][l]),
      );
      const visible = largest(tangents[k]) * absDot(cotangents[l], sizes);
      const excused = Math.min(scatter, HALF * (terms(trial, k, l) + visible));
      return 2 * roundings * (excused + U * visible);
    }),
  );
}

/** Σ |u_i| bound_i, and the smallest normal number for each product of the pairing that may underflow. */
const weigh = (u: Float64Array, bounds: Float64Array): number => absDot(u, bounds) + TINY * u.length;

const transposed = (table: Table): Table =>
  Array.from(table[0] ?? [], (_, l) => Float64Array.from(table, (row) => row[l]));
