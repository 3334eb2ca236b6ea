import { checkOptions } from "@espalier/network/internal";
import { answered } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import type { Network, Work } from "@espalier/network";
import { removalCount } from "@espalier/scores";
import { targetOf } from "@espalier/structured/internal";
import type { UnitTarget } from "@espalier/structured/internal";
import { ValueError } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import type { PrunedUnits, PruneUnitsOptions, UnitGranularity } from "./options.ts";
import { localUnits } from "./unit-samples.ts";
import { createUnitPruner } from "./unit-pruner.ts";
import type { UnitPruner } from "./unit-pruner.ts";

/**
 * Removes whole neurons or inputs, the least important first, and lets the kept units compensate. The result is a smaller dense network.
 *
 * In each step the units that are left are scored, the cheapest go, and the layers that read them compensate one after the other, from
 * the inputs on, each with the statistics of the network before it. In a graph a unit is all columns that are tied together, and its importance is
 * the sum over the layers that read it.
 *
 * @param inputs calibration samples [n, d_0]
 * @throws ShapeError, ValueError when the network, the inputs or an option is not valid, or a layer would be left empty
 */
export function* pruningUnitsFor(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: PruneUnitsOptions,
): Work<PrunedUnits> {
  const asking = removingUnits(who, network, options);
  return yield* answered(asking, localUnits(who, network, inputs, options));
}

/** {@link pruningUnitsFor}, wherever the samples are: its questions are still to be answered. The options are checked at once. */
export function removingUnits(
  who: string,
  network: Network,
  options: PruneUnitsOptions,
): Asking<PrunedUnits> {
  checkOptions(who, options, '{ granularity: "neuron", ratio: 0.5 }');
  const pruner = createUnitPruner(who, network, options);
  const target = targetOf(who, pruner.removable, options);
  return removing(who, pruner, target);
}

function* removing(who: string, pruner: UnitPruner, target: UnitTarget): Asking<PrunedUnits> {
  const { steps, swaps } = pruner;
  const total = steps + swaps;
  let state = pruner.start;
  for (let step = 1; step <= steps; step++) {
    const isLast = step === steps;
    state = yield* pruner.remove(state, isLast ? target : partOf(target, step / steps), isLast);
    yield { stage: "prune", done: step, total };
  }
  for (let round = 1; round <= swaps; round++) {
    state = yield* pruner.swap(state, target);
    yield { stage: "swap", done: steps + round, total };
  }
  const pruned = pruner.resultOf(state);
  checkReached(who, pruner.removable.granularity, pruned, target);
  return pruned;
}

/** @throws ValueError when the last column of a value, which never goes, kept more units than the target allows */
function checkReached(
  who: string,
  granularity: UnitGranularity,
  { units, removed, weights }: PrunedUnits,
  target: UnitTarget,
): void {
  const isReached =
    "count" in target ? units >= target.count : removed >= removalCount(weights, target.ratio);
  if (isReached) return;
  throw new ValueError(
    who,
    `at most ${units} ${granularity}s, as many as go in the order of these importances while every value keeps a column`,
    "count" in target ? String(target.count) : `the ratio ${target.ratio}, which takes more`,
  );
}

/** The part of a target that is due after some of the steps. */
export const partOf = (target: UnitTarget, share: number): UnitTarget =>
  "count" in target ? { count: Math.round(target.count * share) } : { ratio: target.ratio * share };
