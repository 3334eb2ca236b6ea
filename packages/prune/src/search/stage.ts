import { ask, solve } from "@espalier/compensation/internal";
import type { Asking, Movable, Damping, Solved } from "@espalier/compensation/internal";
import type { MetricName, Network } from "@espalier/network";
import type { Pruned } from "@espalier/scores";
import { cutChecked } from "@espalier/scores/internal";
import type { Granularity } from "@espalier/scores";
import type { Effort } from "./effort.ts";
import { removedFirst, whenRemoved } from "./in-steps.ts";

/** The effect of a stage. */
export interface StageReport {
  /** The pruning ratio after the stage. */
  readonly ratio: number;
  /** The number of weights removed so far. */
  readonly removed: number;
  /** Q, the mean divergence from the dense network on a batch, right after the removal. */
  readonly before: number;
  /** Q after the last step. */
  readonly after: number;
  /** Steps of the solver that lowered Q. */
  readonly steps: number;
  /** Steps of the solver that were tried. */
  readonly tried: number;
  /** Products with the Gauss–Newton matrix. */
  readonly iterations: number;
  /** The number of samples summed over, by gradients, products and values of Q; divided by N, the passes over the samples. */
  readonly visits: number;
  /** The number of removed weights that came back in place of others, in a stage of swaps. */
  readonly swapped?: number | undefined;
}

/** A network that was pruned in stages, with a report for each of them. */
export interface PrunedByStages extends Pruned {
  /** One report for each stage. */
  readonly stages: readonly StageReport[];
}

/** The settings of a stage. */
export interface StageOptions {
  /** The public function that was called, which errors name. */
  readonly who: string;
  /** The parameters that compensate for a removal, besides the changes from the scores; if empty, nothing is solved. */
  readonly moves: readonly Movable[];
  readonly metric: MetricName;
  readonly effort: Effort;
  /** What is removed as a whole; single weights by default. */
  readonly granularity?: Granularity | undefined;
}

/** One stage: from a network, or from the result of the stage before, to a pruning ratio. */
export function* stage(
  from: Network | PrunedByStages,
  ratio: number,
  effort: "usual" | "final",
  { who, moves, metric, granularity, effort: { samples, ...own } }: StageOptions,
  damping: Damping,
): Asking<PrunedByStages> {
  const before = "masks" in from ? from : undefined;
  const left = "masks" in from ? from.network : from;
  const scores = yield* ask("scores", { network: left, masks: before?.masks });
  const ranked = before ? removedFirst(scores, before.masks) : scores;
  const cut = cutChecked(who, left, ranked, ratio, granularity);
  const pruned = { ...cut, scores: before ? whenRemoved(before.scores, before.masks, scores) : scores };
  if (moves.length === 0) return { ...pruned, stages: [] };
  const [steps, iterations] =
    effort === "final" ? [own.finalSteps, own.finalIterations] : [own.steps, own.iterations];
  const solved = yield* solve(pruned.network, pruned.masks, {
    metric,
    moves,
    samples,
    steps,
    iterations,
    damping,
  });
  const report = reportOf(ratio, pruned.removed, solved);
  return { ...pruned, network: solved.network, stages: [...(before?.stages ?? []), report] };
}

/** The report of a stage from its steps of the solver. */
export const reportOf = (ratio: number, removed: number, { steps, visits }: Solved): StageReport => ({
  ratio,
  removed,
  before: steps[0].before,
  after: steps[steps.length - 1].after,
  steps: steps.filter(({ moved }) => moved).length,
  tried: steps.length,
  iterations: steps.reduce((sum, { iterations }) => sum + iterations, 0),
  visits,
});
