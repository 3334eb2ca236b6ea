import { initialDamping } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import type { Network } from "@espalier/network";
import { stage } from "./stage.ts";
import type { PrunedByStages, StageOptions } from "./stage.ts";
import { swapping } from "./swap.ts";

/**
 * Prunes in stages: each scores the remaining network, removes the cheapest weights, and lets the kept parameters compensate for them.
 *
 * The outputs are always compared with those of the dense network. Each step of the solver has a new batch, so the Q of two stages
 * are means over different samples.
 *
 * @param schedule the pruning ratios of the stages, ascending
 */
export function* pruningByStages(
  dense: Network,
  schedule: readonly number[],
  options: StageOptions,
): Asking<PrunedByStages> {
  const { moves, effort } = options;
  const damping = initialDamping();
  const total = schedule.length + (moves.includes("weight") ? effort.swaps : 0);
  let pruned: PrunedByStages | undefined;
  for (const [at, ratio] of schedule.entries()) {
    yield { stage: "prune", done: at, total };
    const isLast = at === schedule.length - 1;
    pruned = yield* stage(pruned ?? dense, ratio, isLast ? "final" : "usual", options, damping);
  }
  if (pruned === undefined) throw new RangeError("a schedule of at least one stage");
  for (let round = schedule.length; round < total; round++) {
    yield { stage: "swap", done: round, total };
    pruned = yield* swapping(pruned, options, damping);
  }
  return pruned;
}
