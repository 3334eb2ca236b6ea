import { partsOf } from "../points/directions.ts";
import { sidesAlong } from "../slopes/along.ts";
import type { Trial } from "../trial/trial.ts";

/**
 * - `smooth`: f has no kink along a direction, nor along a part of it
 * - `subgradient`: it has one, and the claim is a subgradient there
 * - `kink`: it has one, and the claim is none; the nearest subgradient is `expected`
 * - `unresolved`: steps do not resolve it
 */
export type KinkVerdict =
  | { readonly kind: "smooth" | "subgradient" | "unresolved" }
  | { readonly kind: "kink"; readonly expected: number; readonly bound: number };

/**
 * Looks for kinks along each part of a direction, as those of several entries may cancel in their sum. A subgradient (Clarke 1983)
 * has along each part a slope between those on the two sides, and ⟨u, J v⟩ is the sum over parts and outputs.
 *
 * @returns for a cotangent, what a rule claims, and the round-off of that
 */
export function kinkAlong(
  trial: Trial,
  v: Float64Array,
): (l: number, claim: number, rules: number) => KinkVerdict {
  const parts = partsOf(v).map((part) => sidesAlong(trial, part));
  return (l, claim, rules) => {
    let [low, high, bound, isKinked] = [0, 0, rules, false];
    for (const [i, u] of trial.cotangents[l].entries())
      for (const sides of u === 0 ? [] : parts) {
        const both = sides(i);
        if (both === undefined) return { kind: "unresolved" };
        const { left, right } = both;
        const error = right.error + left.error;
        isKinked ||= Math.abs(right.value - left.value) > error;
        low += Math.min(u * left.value, u * right.value);
        high += Math.max(u * left.value, u * right.value);
        bound += Math.abs(u) * error;
      }
    if (!isKinked) return { kind: "smooth" };
    const expected = Math.min(Math.max(claim, low), high);
    return Math.abs(claim - expected) <= bound ? { kind: "subgradient" } : { kind: "kink", expected, bound };
  };
}
