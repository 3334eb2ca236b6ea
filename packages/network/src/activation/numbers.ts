import { ValueError } from "@espalier/tensor";
import type { Activation, ActivationKind, PlainKind } from "./kinds.ts";

/** A number of an activation. */
export interface NumberOf {
  /** α is `alpha`. */
  readonly name: string;
  /** The default that the literature and all libraries share. Absent if they differ; then the number is required. */
  readonly usual?: number;
  /** Whether it must be > 0. */
  readonly isPositive?: true;
}

type Numbered = Exclude<ActivationKind, PlainKind | "prelu">;

// prettier-ignore
const numbers: Readonly<Record<Numbered, readonly NumberOf[]>> = {
  "leaky-relu": [{ name: "alpha" }],
  elu:          [{ name: "alpha", usual: 1 }],
  celu:         [{ name: "alpha", usual: 1, isPositive: true }],
  softplus:     [{ name: "beta", usual: 1, isPositive: true }],
  hardsigmoid:  [{ name: "alpha", isPositive: true }, { name: "beta" }],
  clip:         [{ name: "min" }, { name: "max" }],
  sin:          [{ name: "omega", usual: 1 }],
  cos:          [{ name: "omega", usual: 1 }],
};

/** The numbers of an activation, by their names, in the order in which text has them. */
export const numbersOf = (kind: ActivationKind): readonly NumberOf[] =>
  kind in numbers ? numbers[kind as Numbered] : []; // checked just before

/**
 * Checks the numbers of an activation.
 *
 * @throws ValueError naming the number
 */
export function checkNumbers(who: string, activation: Activation): void {
  const values: Readonly<Record<string, unknown>> = { ...activation };
  for (const { name, isPositive } of numbersOf(activation.kind)) {
    const value = values[name];
    if (typeof value !== "number" || !Number.isFinite(value) || (isPositive && value <= 0))
      throw new ValueError(
        who,
        `${name} of ${activation.kind}, a finite number${isPositive ? " > 0" : ""}`,
        String(value),
      );
  }
  if (activation.kind === "clip" && !(activation.min <= activation.max))
    throw new ValueError(who, "min ≤ max of clip", `${activation.min} and ${activation.max}`);
}
