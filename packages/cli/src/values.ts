import { ValueError } from "@espalier/tensor";

// Each function parses the text of an option. It throws a ValueError that names the option.

/** Digits with a point and an exponent. `Number` would also read "0x1" as 1, " " as 0 and "1e999" as infinite. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The finite number that a text is in decimal; NaN for any other text. */
export function decimalOf(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** A number in [least, most]. */
export const numberIn =
  (option: string, least: number, most: number = Infinity) =>
  (text: string): number => {
    const value = decimalOf(text);
    if (!(value >= least && value <= most))
      throw new ValueError(
        option,
        most === Infinity ? `a number ≥ ${least}` : `a number in [${least}, ${most}]`,
        text,
      );
    return value;
  };

/** A whole number ≥ least. */
export const wholeFrom =
  (option: string, least: number) =>
  (text: string): number => {
    const value = decimalOf(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new ValueError(option, `a whole number ≥ ${least}`, text);
    return value;
  };

/** One of some names. */
export const oneOf =
  <const T extends string>(option: string, names: readonly T[]) =>
  (text: string): T => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new ValueError(option, `one of ${names.join(", ")}`, text);
    return found;
  };

/** `a,b,b`, each one of some names. */
export const listOf =
  <const T extends string>(option: string, names: readonly T[]) =>
  (text: string): readonly T[] =>
    text.split(",").map((part) => oneOf(option, names)(part.trim()));
