import { absDot, largest, smallest } from "../points/directions.ts";
import { noiseOf } from "../slopes/noise.ts";
import { formulaTangent, tolerance } from "./formula.ts";
import { perturbed, spread } from "./perturb.ts";
import { termSizes } from "./sizes.ts";
import { flatten } from "../spec/structure.ts";
import { curveAlong, forward, movedTo, reverse, split } from "./subject.ts";
import type { Subject } from "./subject.ts";
import { tableOf } from "./table.ts";
import type { Table } from "./table.ts";
import type { RoundOff, Trial } from "./trial.ts";
import { roomAlong, windowAround } from "./window.ts";

/**
 * A sum of n terms, each through k roundings, is wrong by no more than (k + n) u Σ |terms| (Higham 2002, §3.1). Everything
 * depends on what counts as a term: 1 − tanh² is small, its terms are not. So the size of the terms is taken
 *
 * 1. from the formula, whose running error analysis has met them all;
 * 2. else from the declared majorant;
 * 3. else it is estimated: by how the results of the rules scatter when the inputs are moved by a rounding, and by the sizes
 *    of the inputs and outputs. Then a rule may be wrong in numbers that are small beside these, up to half of its digits.
 */
export function roundOffOf(trial: Trial): RoundOff {
  const { spec } = trial.subject;
  if (spec.formula !== undefined) return paired(trial, "formula", byFormula(trial, spec.formula));
  if (spec.majorant !== undefined) return paired(trial, "majorant", byMajorant(trial));
  return paired(trial, "perturbation", byPerturbation(trial));
}

/** With what the sums of ⟨u, J v⟩ itself are rounded by, on either of its ways: its terms may cancel too. */
function paired(trial: Trial, source: RoundOff["source"], rules: Table): RoundOff {
  const { u, tiny } = trial.rounding.rules;
  const unit = 2 * trial.roundings * u;
  return {
    source,
    table: rules.map((row, k) =>
      row.map((bound, l) =>
        mayOverflow(trial, k, l, bound) ? Infinity : bound + unit * terms(trial, k, l) + tiny,
      ),
    ),
  };
}

/** The largest number of each precision, beyond which there is infinity. */
const LARGEST = { f64: Number.MAX_VALUE, f32: 2 ** 128 } as const;

/**
 * u_i J_ij v_j may be finite where J_ij is not. Then it depends on the order of the factors whether a way to it overflows,
 * and no way is wrong. A bound is some roundings of the terms, so that bound / u is no less than they.
 */
function mayOverflow(
  { tangents, cotangents, rounding, precisions }: Trial,
  k: number,
  l: number,
  bound: number,
): boolean {
  const shrunk = smallest(tangents[k]) * smallest(cotangents[l]);
  return shrunk < 1 && bound / rounding.rules.u / shrunk > LARGEST[precisions.rules];
}

/** Σ |terms| of ⟨u, J v⟩. A claim that is not finite is left out: it would excuse itself. */
function terms({ subject, tangents, cotangents, pushed, pulled }: Trial, k: number, l: number): number {
  const { jvp, vjp } = subject.spec;
  const ways = [
    jvp === undefined ? 0 : absDot(cotangents[l], pushed()[k]),
    vjp === undefined ? 0 : absDot(tangents[k], pulled()[l]),
  ];
  return Math.max(...ways.filter(Number.isFinite), 0);
}

function byFormula(
  { subject, tangents, cotangents, roundings, rounding }: Trial,
  formula: NonNullable<Subject["spec"]["formula"]>,
): Table {
  const { u, tiny } = rounding.rules;
  return tangents.map((v) => {
    const { values, errors } = formulaTangent(subject, formula, v).tangent;
    const each = values.map((value, at) => tolerance(value, errors[at], roundings, u));
    return Float64Array.from(cotangents, (w) => weigh(w, each, tiny));
  });
}

function byMajorant({ subject, tangents, cotangents, roundings, rounding }: Trial): Table {
  const { spec, inputs } = subject;
  const { u, tiny } = rounding.rules;
  return tangents.map((v) => {
    const sizes = flatten(spec.majorant?.(inputs, split(subject, v.map(Math.abs))) ?? []);
    const each = sizes.map((size) => 2 * roundings * (u * size + tiny));
    return Float64Array.from(cotangents, (w) => weigh(w, each, tiny));
  });
}

/** Half of the digits. A rule that loses more to the last digits of its inputs is not excused, or noise would excuse itself. */
const half = (u: number): number => Math.sqrt(2 * u);

/** Two rules are compared, each as far off as the other: hence the 2. */
function byPerturbation(trial: Trial): Table {
  const { tangents, cotangents, roundings, rounding } = trial;
  const { u } = rounding.rules;
  const sizes = termSizes(trial);
  const scatter = scatterOf(trial);
  return tangents.map((v, k) => {
    const steepest = steepness(trial, v);
    return Float64Array.from(cotangents, (w, l) => {
      const visible = largest(v) * absDot(w, sizes) + absDot(w, steepest);
      const excused = Math.min(scatter[k][l], half(u) * (terms(trial, k, l) + visible));
      return 2 * roundings * (excused + u * visible);
    });
  });
}

/** Moves that see how steep f is near by, to either side in turn: by 1, where functions bend, or as far as there is room, and less. */
const NEAR = [0, 2, 4, 6, 8, 11, 14, 17, 21, 25].map((k) => (k % 4 === 0 ? 1 : -1) / 2 ** k);

/**
 * How steep each output gets near the point, along v: a rule may go through terms of that size. Those of s (1 − s) where s is nearly 1
 * cancel, and are 1 where s is ½.
 */
function steepness({ subject }: Trial, v: Float64Array): Float64Array {
  const curve = curveAlong(subject, v);
  const farthest = Math.min(1 / largest(v), roomAlong(subject, v));
  const steepest = new Float64Array(subject.y.length);
  for (const part of farthest > 0 ? NEAR : []) {
    const h = farthest * part;
    const ahead = curve(h);
    for (const [i, y] of subject.y.entries()) {
      const slope = Math.abs((ahead[i] - y) / h);
      if (Number.isFinite(slope)) steepest[i] = Math.max(steepest[i], slope);
    }
  }
  return steepest;
}

/**
 * How far the results of the first rule move when the inputs are moved by a rounding, and the noise that they show at points close
 * together: what cancels inside of a rule may do so whatever the last digits are.
 */
function scatterOf(trial: Trial): Table {
  const { subject, claims, rounding } = trial;
  const [{ table }] = claims();
  const dense = trial.tangents[trial.tangents.length - 1];
  const others = perturbed(subject, rounding.rules.u).map((other) => claimsAt(trial, other));
  const windows = windowAround(subject, dense).map((point) => claimsAt(trial, movedTo(subject, point)));
  return table.map((row, k) =>
    row.map((entry, l) => {
      const own = spread(
        entry,
        others.map((each) => each[k][l]),
      );
      const noise = windows.length === 0 ? 0 : noiseOf(windows.map((each) => each[k][l]));
      // A claim that is not finite would excuse itself.
      return Math.max(...[own, noise].filter(Number.isFinite), 0);
    }),
  );
}

/** The table of the first rule at another point. */
function claimsAt({ tangents, cotangents, claims }: Trial, other: Subject): Table {
  const [{ mode }] = claims();
  if (mode === "jvp")
    return tableOf(
      cotangents,
      tangents.map((v) => forward(other, v)),
    );
  const pulled = cotangents.map((u) => reverse(other, u));
  return transposed(tableOf(tangents, pulled));
}

/** Σ |u_i| bound_i, and the smallest normal number for each product of the pairing that may underflow. */
const weigh = (u: Float64Array, bounds: Float64Array, tiny: number): number =>
  absDot(u, bounds) + tiny * u.length;

const transposed = (table: Table): Table =>
  Array.from(table[0] ?? [], (_, l) => Float64Array.from(table, (row) => row[l]));
