import { errorOf } from "../spec/accuracy.ts";
import { formulaValue, tolerance } from "../trial/formula.ts";
import type { Oracle } from "./oracle.ts";
import { compareVectors } from "./oracle.ts";

/** The formula is the function: what follows from it says something about the rules only if it is. */
export const value: Oracle = {
  name: "value",
  law: "f(x) = formula(x)",
  applies: ({ formula }) => formula !== undefined,
  examine({ subject, roundings, rounding }, see) {
    const { spec, x, y } = subject;
    if (spec.formula === undefined) return;
    const { values, errors } = formulaValue(subject, spec.formula, x);
    compareVectors(
      see,
      "f",
      y,
      values,
      (at) =>
        tolerance(values[at], errors[at], roundings, rounding.f.u) + errorOf(spec, Math.abs(values[at])),
    );
  },
};
