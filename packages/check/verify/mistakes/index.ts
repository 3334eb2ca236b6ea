import { misread } from "./arguments.ts";
import { effects } from "./effects.ts";
import { largeMistakes } from "./large.ts";
import type { Mistake } from "./mistake.ts";
import { results } from "./results.ts";
import { slopeSlips } from "./slopes.ts";
import { steps } from "./steps.ts";
import { sums } from "./sums.ts";
import { sweeps } from "./sweeps.ts";

/** The mistakes by what goes wrong. */
export const mistakesByKind: Readonly<Record<string, readonly Mistake[]>> = {
  "a wrong result": results,
  "another argument is read": misread,
  "sums and means": sums,
  "a step of the rule": steps,
  "the slope of a scalar function": slopeSlips,
  "arrays are overwritten": effects,
  "sweeps and recordings": sweeps,
  "one entry of a thousand": largeMistakes,
};

/** Every mistake that fits arrays of any size. */
export const mistakes: readonly Mistake[] = Object.values(mistakesByKind)
  .flat()
  .filter((mistake) => !largeMistakes.includes(mistake));

export { largeMistakes };
