import { misread } from "./arguments.ts";
import { effects } from "./effects.ts";
import { largeMistakes } from "./large.ts";
import type { Mistake } from "./mistake.ts";
import { results } from "./results.ts";
import { slopeSlips } from "./slopes.ts";
import { steps } from "./steps.ts";
import { sums } from "./sums.ts";
import { sweeps } from "./sweeps.ts";

/** Every mistake that fits arrays of any size, by where it is made. */
export const mistakes: readonly Mistake[] = [
  ...results,
  ...misread,
  ...sums,
  ...steps,
  ...slopeSlips,
  ...effects,
  ...sweeps,
];

export { largeMistakes };
