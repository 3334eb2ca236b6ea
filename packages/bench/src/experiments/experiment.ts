import * as v from "valibot";
import { recipe } from "../cases/recipe.ts";
import { count, fraction, list, text } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { optionFields } from "./kinds/studies.ts";

/** Everything that is measured about the networks of one recipe, as plain data. */
export const experiment = v.strictObject({
  /** Of its files, such as `pde-68-32-32-32-1-noise-0.005`. */
  name: text,
  recipe,
  /** How many weight initialisations: 0, 1 … */
  seeds: count,
  /** Strategies, and the ratios at which their networks are measured right after pruning and after fine-tuning. */
  comparisons: list(
    v.strictObject({ strategies: list(text), pruned: list(fraction), fineTuned: list(fraction) }),
  ),
  studies: v.strictObject(optionFields),
  /** Strategies whose scoring is measured once more, in a process of its own: for its time and its memory. */
  alone: list(text),
  /** The ratio ρ at which predictions of seed 0 are kept as pictures. */
  pictureRatio: v.exactOptional(fraction),
});
export type Experiment = Read<typeof experiment>;

/** What one command measures. */
export interface Part {
  readonly name: string;
  readonly experiments: readonly Experiment[];
}
