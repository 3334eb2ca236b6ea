import type { Arithmetic, Entries, Formula } from "../arithmetic/arithmetic.ts";
import { boundedNumbers, U } from "../arithmetic/bounded.ts";
import type { Bounded } from "../arithmetic/bounded.ts";
import { duals } from "../arithmetic/dual.ts";
import type { Dual } from "../arithmetic/dual.ts";
import type { Subject } from "./subject.ts";

/** Computed numbers and, for each, a bound on its rounding error. */
export interface Measured {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

const boundedDuals: Arithmetic<Dual<Bounded>> = duals(boundedNumbers);
const secondDuals: Arithmetic<Dual<Dual<Bounded>>> = duals(boundedDuals);

/** f(x) by its formula. */
export function formulaValue(subject: Subject, formula: Formula<string>, x: Float64Array): Measured {
  return measured(
    formula(
      boundedNumbers,
      lift(subject, boundedNumbers.of, (at) => boundedNumbers.of(x[at])),
    ),
  );
}

/** f(x) and J v by the formula over duals. */
export function formulaTangent(
  subject: Subject,
  formula: Formula<string>,
  v: Float64Array,
): { value: Measured; tangent: Measured } {
  const { x } = subject;
  const { of } = boundedNumbers;
  const y = formula(
    boundedDuals,
    lift(subject, boundedDuals.of, (at) => ({ x: of(x[at]), dx: of(v[at]) })),
  );
  return { value: measured(y.map((each) => each.x)), tangent: measured(y.map((each) => each.dx)) };
}

/** Σ_jk ∂²f/∂x_j∂x_k v_j w_k by the formula over duals of duals, one number for each entry of the output. */
export function formulaCurvature(
  subject: Subject,
  formula: Formula<string>,
  v: Float64Array,
  w: Float64Array,
): Measured {
  const { x } = subject;
  const { of } = boundedNumbers;
  const moved = (at: number): Dual<Dual<Bounded>> => ({
    x: { x: of(x[at]), dx: of(v[at]) },
    dx: { x: of(w[at]), dx: of(0) },
  });
  return measured(formula(secondDuals, lift(subject, secondDuals.of, moved)).map((each) => each.dx.dx));
}

/** The inputs in another arithmetic: held ones as constants, the others by their place in the vector. */
export function lift<T>(
  { spec, inputs }: Subject,
  constant: (x: number) => T,
  moved: (at: number) => T,
): Record<string, Entries<T>> {
  const lifted: Record<string, Entries<T>> = {};
  let next = 0;
  for (const name in spec.inputs) {
    const held = spec.inputs[name].held !== undefined;
    const { shape, data } = inputs[name];
    lifted[name] = { shape, data: Array.from(data, (x) => (held ? constant(x) : moved(next++))) };
  }
  return lifted;
}

/**
 * What two ways of computing a number may differ by. The formula's own error is `error`. The other way, a rule, is right
 * when it makes no more than `roundings` of them on intermediates no larger than those of the formula, whose size
 * `error / U` bounds, and on the result.
 *
 * @param u the unit round-off of the other way
 */
export const tolerance = (value: number, error: number, roundings: number, u: number = U): number =>
  (1 + roundings) * error * (u / U) + roundings * u * Math.abs(value);

const measured = (numbers: readonly Bounded[]): Measured => ({
  values: Float64Array.from(numbers, ({ value }) => value),
  errors: Float64Array.from(numbers, ({ error }) => error),
});
