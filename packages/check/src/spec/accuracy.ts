import { ValueError } from "@espalier/tensor";

/** How far the values of a function may be from exact. */
export interface Accuracy {
  /** As a part of their size; 0 by default. */
  readonly relative: number;
  /** Whatever their size; 0 by default. */
  readonly absolute: number;
}

/** The part of a spec that declares it. */
interface Declared {
  readonly accuracy?: number | Partial<Accuracy> | undefined;
}

/** What a declaration says: a number is a part of the size of a value. */
export function accuracyOf(declared: number | Partial<Accuracy> = 0): Accuracy {
  const { relative = 0, absolute = 0 } = typeof declared === "number" ? { relative: declared } : declared;
  return { relative, absolute };
}

/** How far a value of f of some size may be from exact, beside its rounding. */
export const errorOf = ({ accuracy }: Declared, size: number): number => {
  const { relative, absolute } = accuracyOf(accuracy);
  return relative * size + absolute;
};

/** @throws ValueError when a part is not a number ≥ 0 */
export function checkAccuracy(who: string, { accuracy, name }: Declared & { readonly name: string }): void {
  const parts =
    typeof accuracy === "object" && accuracy !== null ? accuracyOf(accuracy) : { relative: accuracy ?? 0 };
  for (const [part, value] of Object.entries(parts))
    if (!(typeof value === "number" && value >= 0 && value < Infinity))
      throw new ValueError(who, `a ${part} accuracy of ${name} that is a number ≥ 0`, String(value));
}
