import { TINY } from "../arithmetic/bounded.ts";
import { complexNumbers } from "../arithmetic/complex.ts";
import type { Complex } from "../arithmetic/complex.ts";
import type { Entries } from "../arithmetic/arithmetic.ts";
import { lift } from "../trial/formula.ts";
import { absDot } from "../points/directions.ts";
import { compareClaims } from "./oracle.ts";
import type { Oracle, See } from "./oracle.ts";
import type { Subject } from "../trial/subject.ts";
import { tableOf } from "../trial/table.ts";

/**
 * The step. Im f(x + ihv) / h is J v − h² f‴/6 …, and it is known to no better than the smallest normal number over h: 2⁻¹⁰²²
 * over h is h² at this h, and both are 1e−205.
 */
const H = 2 ** -341;

/** The derivative as an imaginary part: nothing is subtracted, so the step may be as small as one likes. */
export const complexStep: Oracle = {
  name: "complex step",
  law: "J v = Im f(x + ihv) / h",
  applies: ({ formula, complex }) => formula !== undefined || complex !== undefined,
  examine(trial, see) {
    const { subject, tangents, cotangents, roundOff, roundings } = trial;
    const pushed = tangents.map((v) => complexTangent(subject, v, H, see));
    // At twice the step the truncation is four times as large: what the result changes by is three times its error.
    const wider = tangents.map((v) => complexTangent(subject, v, 2 * H));
    const error = pushed.map((yDot, k) =>
      yDot.map((each, i) => Math.abs(each - wider[k][i]) + (roundings * TINY) / H),
    );
    const bound = roundOff().table.map((row, k) =>
      row.map((each, l) => each + absDot(cotangents[l], error[k])),
    );
    compareClaims(trial, see, tableOf(cotangents, pushed), bound);
  },
};

function complexTangent(subject: Subject, v: Float64Array, h: number, see?: See): Float64Array {
  const { spec, x, y } = subject;
  const inputs = lift<Complex>(subject, complexNumbers.of, (at) => ({ re: x[at], im: h * v[at] }));
  const f = spec.formula === undefined ? spec.complex : throughFormula(spec.formula);
  const result = f?.(inputs) ?? [];
  return Float64Array.from(result, ({ re, im }, at) => {
    // An overflowing complex function has a finite imaginary part, which is wrong.
    if (Number.isFinite(re) && Number.isFinite(im)) return im / h;
    see?.skip(`f(x + ihv) is ${re} at [${at}], f(x) is ${y[at]}`);
    return Number.NaN;
  });
}

const throughFormula =
  (formula: NonNullable<Subject["spec"]["formula"]>) =>
  (inputs: Record<string, Entries<Complex>>): readonly Complex[] =>
    formula(complexNumbers, inputs);
