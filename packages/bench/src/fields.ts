import { list, number, oneOf, refuse } from "./readers.ts";
import type { Reader } from "./readers.ts";
import type { Case } from "./results.ts";

// Readers of what several files of results have in common.

export const whole: Reader<number> = number(
  "a whole number ≥ 0",
  (value) => Number.isSafeInteger(value) && value >= 0,
);
export const count: Reader<number> = number(
  "a whole number ≥ 1",
  (value) => Number.isSafeInteger(value) && value >= 1,
);
export const amount: Reader<number> = number(
  "a finite number ≥ 0",
  (value) => Number.isFinite(value) && value >= 0,
);
export const fraction: Reader<number> = number("a number in [0, 1]", (value) => value >= 0 && value <= 1);
export const caseName: Reader<Case> = oneOf("pde", "mnist");
/** A number ≥ 0 that may have overflown: JSON has neither Infinity nor NaN, so they are written as text. */
export const measure: Reader<number> = (at, value) => {
  if (value === "Infinity" || value === "NaN") return Number(value);
  return typeof value === "number" && value >= 0
    ? value
    : refuse(at, 'a number ≥ 0, "Infinity" or "NaN"', value);
};

export const layerSizes: Reader<number[]> = (at, value) => {
  const sizes = list(count)(at, value);
  return sizes.length >= 2 ? sizes : refuse(at, "at least an input and an output size", value);
};

export const epochs: Reader<[number, number]> = (at, value) => {
  const [before, after, ...more] = list(whole)(at, value);
  return after === undefined || more.length > 0
    ? refuse(at, "two numbers of epochs", value)
    : [before, after];
};

/** What {@link measure} reads: for JSON.stringify. */
export const writeMeasure = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
