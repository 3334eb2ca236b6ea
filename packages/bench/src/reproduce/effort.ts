import { weightCount } from "../report/words.ts";
import type { Experiment } from "./experiment.ts";
import type { Unit } from "./unit.ts";

/** What a sample costs in training besides its weights, in weights: activations, the copy into a batch, Adam. */
const OVERHEAD = 40_000;

/** Roughly how long a unit takes, in no particular unit of time: good enough for the time that is left. */
export function effortOf({ recipe, studies }: Experiment, unit: Unit): number {
  const weights = weightCount(recipe.network) * (unit.kind === "from-scratch" ? 1 - unit.ratio : 1);
  return (weights + OVERHEAD) * passesOf(recipe.epochs, studies, unit);
}

/** Epochs of training, and passes over the data that take about as long. */
function passesOf(
  [before, after]: Experiment["recipe"]["epochs"],
  { crossed, steps, keptState }: Experiment["studies"],
  unit: Unit,
): number {
  if (unit.kind === "baseline") return before;
  if (unit.kind === "fine-tuned") return after;
  if (unit.kind === "from-scratch") return before + after;
  if (unit.kind === "steps") return unit.steps * (steps?.ratios.length ?? 1);
  if (unit.kind === "keptState") return before + after * (keptState?.ratios.length ?? 1);
  if (unit.kind === "crossed") return crossed?.ratios.length ?? 1;
  return 1;
}
