import { place } from "../spec/domain.ts";
import type { Domain, Pick } from "../spec/domain.ts";
import { shortened } from "../spec/precision.ts";

/**
 * A family of values numbered from −reach to reach, the simple ones near 0. A seeded stream picks numbers evenly; a
 * shrinking generator walks them towards 0. Nothing here is uniform in bit patterns: nearly all of those are huge or tiny.
 */
export interface Recipe {
  /** Its name. */
  readonly name: string;
  /** How often it is drawn, relative to the others. */
  readonly weight: number;
  /** `value` takes whole numbers from −reach to reach. */
  readonly reach: number;
  /** The value with the number k. */
  readonly value: (k: number) => number;
}

/** Of all values but those beside a kink. */
const DIGITS = 24;

/**
 * The values of a domain, the ordinary ones first. All but those beside a kink are short in binary, at most 24 digits: moved by
 * a step of a difference stencil they are still exact.
 */
export function recipesOf(domain: Domain): readonly Recipe[] {
  const { kinks = [], borders = [] } = domain;
  const recipes: Recipe[] = [
    { name: "ordinary", weight: 4, reach: 3072, value: (k) => k / 1024 },
    {
      name: "scales",
      weight: 3,
      reach: 2 ** 16,
      value: (k) => Math.sign(k) * thousands(Math.abs(k) / 2 ** 16),
    },
    { name: "large", weight: 1, reach: 8, value: (k) => 128 * k },
    { name: "whole", weight: 1, reach: 3, value: (k) => k },
    { name: "zeros", weight: 1, reach: 1, value: (k) => (k < 0 ? -0 : 0) },
    ...borders.map((at) => ({
      name: "border",
      weight: 1,
      reach: 64,
      value: (k: number) => shortened(at + (k / 1024) * Math.abs(at), DIGITS),
    })),
    ...kinks.map(({ at }) => ({ name: "kink", weight: 1, reach: 2, value: (k: number) => beside(at, k) })),
  ];
  return recipes.map((recipe) => ({ ...recipe, value: (k) => place(domain, recipe.value(k)) }));
}

/**
 * Values with all the digits of a double, for points that no stencil stands on: a rule that rounds its inputs to single
 * precision is right at all others.
 */
export const longRecipe = (domain: Domain): Recipe => ({
  name: "all digits",
  weight: 2,
  reach: 3072,
  value: (k) => place(domain, (k / 1024) * (Math.PI / 3)),
});

/** One value by one recipe, the recipes as often as they weigh. */
export function drawValue(recipes: readonly Recipe[], pick: Pick): number {
  let ticket = pick(
    1,
    recipes.reduce((sum, { weight }) => sum + weight, 0),
  );
  const chosen = recipes.find(({ weight }) => (ticket -= weight) <= 0) ?? recipes[0];
  return chosen.value(pick(-chosen.reach, chosen.reach));
}

/** 1e−3 … 1e3, evenly in the exponent. */
const thousands = (part: number): number => shortened(10 ** (6 * part - 3), DIGITS);

/** k units in the last place beside a point. */
const beside = (at: number, k: number): number =>
  at === 0 ? k * Number.MIN_VALUE : at + k * 2 ** (Math.floor(Math.log2(Math.abs(at))) - 52);
