import { compareTables } from "./oracle.ts";
import type { Oracle, See } from "./oracle.ts";
import { mixedDirections } from "../points/directions.ts";
import { unflatten } from "../spec/structure.ts";
import { inPrecision } from "../trial/subject.ts";
import { trialOf } from "../trial/trial-of.ts";
import type { Trial } from "../trial/trial.ts";

/** Single precision in units of the double: 2⁻²⁴ / 2⁻⁵³. */
const COARSER = 2 ** 29;
const LARGEST = 2 ** 127;
/** One subnormal step of single precision, in which a rounding near 0 is counted. */
const STEP = 2 ** -149;

/**
 * The rules on Float32Arrays agree with themselves in double precision at the same point, within the same bound with the
 * ε of single precision. Where a value passes its range nothing is compared.
 */
export const singlePrecision: Oracle = {
  name: "single precision",
  law: "rule in f32 = rule in f64, with the ε of f32",
  applies: ({ f32 }) => f32 === true,
  examine({ subject, probe, roundings }, see) {
    const { spec } = subject;
    const inputs = inPrecision(subject.inputs, "f32");
    const exact = trialOf(spec, { ...probe, inputs: inPrecision(inputs, "f64") }, mixedDirections);
    if (exact.subject.y.some(tooLarge) || exact.subject.x.some(tooLarge))
      return see.skip("beyond single precision");
    const single = trialOf(spec, { ...probe, inputs }, mixedDirections);
    seePrecision(single, see);
    const { values, table } = { values: exact.claims(), table: exact.roundOff().table };
    const weight = roundings * STEP * roundings;
    const bound = table.map((row) => row.map((each) => COARSER * each + weight));
    for (const [at, { mode, table: received }] of single.claims().entries()) {
      const expected = values[at].table;
      if (expected.some((row) => row.some(tooLarge))) see.skip(`${mode} beyond single precision`);
      else compareTables(exact, see, `${mode} in f32`, { received, expected, bound });
    }
  },
};

/** Gradients of Float32Arrays are Float32Arrays; a plain number has no precision of its own. */
function seePrecision({ subject, cotangents }: Trial, see: See): void {
  const { spec, inputs, moving, output } = subject;
  const parts = spec.vjp?.(inputs, unflatten(cotangents[cotangents.length - 1], output)) ?? {};
  for (const name of moving) {
    const part = parts[name];
    const data = typeof part === "object" && "data" in part ? part.data : part;
    const isDouble = data instanceof Float64Array;
    const at = `doubles in the cotangent of ${name}`;
    see({ mode: "precision of the vjp", at, received: isDouble ? 1 : 0, expected: 0, bound: 0 });
  }
}

/** Results that are this close to the largest number may overflow by a rounding. */
const tooLarge = (x: number): boolean => Math.abs(x) > LARGEST;
