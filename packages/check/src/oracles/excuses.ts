import { absDot, dot, hasInfinite } from "../points/directions.ts";
import type { Row } from "../slopes/rows.ts";
import type { Slope } from "../slopes/slope.ts";
import type { Trial } from "../trial/trial.ts";
import type { Comparison } from "./oracle.ts";
import { isSlopeless } from "./slopeless.ts";

// Reasons for which a claim that differs from differences is not wrong.

/** A comparison, without its place. */
export type Verdict = Omit<Comparison, "mode" | "at">;

/** The outputs that a cotangent looks at. */
export const outputsOf = ({ cotangents }: Trial, l: number): number[] =>
  Array.from(cotangents[l].keys()).filter((i) => cotangents[l][i] !== 0);

/** Whether a direction moves an input, or a cotangent looks at an output, at which the rule has an infinite slope. */
export function isInfinite(
  { tangents, cotangents, pushed, pulled }: Trial,
  mode: string,
  k: number,
  l: number,
): boolean {
  const [vector, images] = mode === "vjp" ? [tangents[k], pulled()] : [cotangents[l], pushed()];
  return vector.some((entry, at) => entry !== 0 && hasInfinite(images, at));
}

/** The same, as f shows it: a rule may multiply its infinite slope by something, or be undefined there. */
export function hasNoSlope(
  { subject, tangents, cotangents }: Trial,
  mode: string,
  k: number,
  l: number,
): boolean {
  const all = (vector: Float64Array): number[] => [...vector.keys()];
  const seen = (vector: Float64Array): number[] => all(vector).filter((at) => vector[at] !== 0);
  return mode === "vjp"
    ? isSlopeless(subject, seen(tangents[k]), all(subject.y))
    : isSlopeless(subject, all(subject.x), seen(cotangents[l]));
}

/** Whether differences show a finite slope; next to an infinite one they see large numbers and as much noise. */
export function isPrecise(trial: Trial, l: number, verdict: Verdict | undefined): boolean {
  if (verdict === undefined) return false;
  const [first, ...others] = outputsOf(trial, l);
  const value = others.length === 0 ? Math.abs(trial.subject.y[first]) : 0;
  return verdict.bound <= PRECISE * Math.max(Math.abs(verdict.expected), value < Infinity ? value : 0);
}

/** A smooth function is resolved to more than three digits. */
const PRECISE = 1e-3;

/**
 * Whether a claim is off by no more than the rounding of numbers of size 1, and is a multiple of it, as 0 is. Such numbers may cancel in any
 * right rule: at x = 50 the slope of ln(1 + e⁻ˣ) is −2e-22, and 1 / (1 + e⁻ˣ) − 1 gives 0. Nothing is known of a rule without a formula.
 */
export function isCancelled(
  trial: Trial,
  mode: string,
  k: number,
  l: number,
  { received, expected }: Verdict,
): boolean {
  if (trial.roundOff().source !== "perturbation") return false;
  const { u } = trial.rounding.rules;
  const { tangents, cotangents, pulled, pushed } = trial;
  const [vector, images] = mode === "vjp" ? [tangents[k], pulled()[l]] : [cotangents[l], pushed()[k]];
  // The entries of directions are eighths.
  const left = vector.map((entry, at) =>
    Number.isInteger(images[at] / (u / 8)) ? 2 * u * Math.abs(entry) : 0,
  );
  return Math.abs(received - expected) <= left.reduce((a, b) => a + b, 0);
}

/**
 * Three rows in succession that lie within an eighth of the difference in question from the claim: by accident, that happens with a chance of 8⁻³.
 */
const [ROWS, NEAR] = [3, 1 / 8];

/**
 * Whether finer steps agree with the claim. A small and fast wave on a smooth function looks like noise to all steps that are longer than
 * the wave, and the slope that they show is not that of f. No estimate of noise enters here, only the rounding of the values of f.
 */
export function isFoundFiner(
  { cotangents, subject, rounding }: Trial,
  slope: Slope,
  l: number,
  { received, expected }: Verdict,
): boolean {
  const u = cotangents[l];
  const apart = NEAR * Math.abs(received - expected);
  const round = 2 * rounding.f.u * absDot(u, subject.y);
  const isNear = ({ h, values }: Row): boolean =>
    round / h <= apart && Math.abs(dot(u, values) - received) <= apart;
  const near = slope.finest().map(isNear);
  return near.some((_, at) => at + ROWS <= near.length && near.slice(at, at + ROWS).every(Boolean));
}
