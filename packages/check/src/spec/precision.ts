import { ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";

/** The precisions of the parts of a check. */
export interface Precisions {
  /** That f computes in. */
  readonly f: DType;
  /** That the rules compute in; by default that of f. */
  readonly rules: DType;
  /** That tangents and cotangents are handed over in; by default that of the rules. */
  readonly cotangents: DType;
}

/** How a precision rounds. */
export interface Rounding {
  /** Unit round-off: an operation is exact up to a factor 1 ± u … */
  readonly u: number;
  /** … or up to the smallest normal number: a right rule may round smaller numbers to 0. */
  readonly tiny: number;
}

export const ROUNDING: Readonly<Record<DType, Rounding>> = {
  f64: { u: 2 ** -53, tiny: 2 ** -1022 },
  f32: { u: 2 ** -24, tiny: 2 ** -126 },
};

/** What a declaration says of each part. */
export function precisionsOf(declared: DType | Partial<Precisions>): Precisions {
  if (typeof declared === "string") return { f: declared, rules: declared, cotangents: declared };
  const { f = "f64", rules = f, cotangents = rules } = declared;
  return { f, rules, cotangents };
}

/** @throws ValueError when a part is declared to be in another precision than f64 or f32 */
export function checkPrecision(
  who: string,
  {
    precision,
    name,
  }: { readonly precision?: DType | Partial<Precisions> | undefined; readonly name: string },
): void {
  const parts: Readonly<Record<string, string | undefined>> =
    typeof precision === "object" && precision !== null ? precision : { f: precision ?? "f64" };
  for (const [part, declared] of Object.entries(parts))
    if (declared !== undefined && declared !== "f64" && declared !== "f32")
      throw new ValueError(who, `the precision f64 or f32 for ${part} of ${name}`, declared);
}

/** Whether any part works in single precision, so that inputs have to be numbers of it. */
export const isSingle = ({ f, rules }: Precisions): boolean => f === "f32" || rules === "f32";

/** The significant binary digits of a number of single precision, without the zeros at its end. */
export function digitsOf(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return 0;
  let digits = 24;
  let mantissa = Math.abs(x) / 2 ** (Math.floor(Math.log2(Math.abs(x))) - digits + 1);
  for (; mantissa % 2 === 0; mantissa /= 2) digits--;
  return digits;
}

/** The nearest number with a given count of significant binary digits. */
export function shortened(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - digits + 1);
  return unit === 0 ? x : Math.round(x / unit) * unit;
}
