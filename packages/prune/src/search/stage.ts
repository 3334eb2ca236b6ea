import { ask } from "../compensation/gauss-newton/ask.ts";
import type { Asking, Movable } from "../compensation/gauss-newton/ask.ts";
import type { Damping } from "../compensation/gauss-newton/levenberg-marquardt.ts";
import { solve } from "../compensation/gauss-newton/solve.ts";
import type { Solved } from "../compensation/gauss-newton/solve.ts";
import { cutChecked } from "../method/cut.ts";
import type { Pruned } from "../method/cut.ts";
import type { MetricName } from "../method/metric.ts";
import type { Network } from "../network/network.ts";
import type { Effort } from "./effort.ts";
import { removedFirst, whenRemoved } from "./in-steps.ts";

/** What a stage did. */
export interface StageReport {
  /** The pruning ratio up to here, and the number of weights removed. */
  readonly ratio: number;
  readonly removed: number;
  /** Q, the mean divergence from the dense network on a batch, right after the removal and after the last step. */
  readonly before: number;
  readonly after: number;
  /** Steps of the solver that lowered Q, of those tried, and products with the Gauss–Newton matrix. */
  readonly steps: number;
  readonly tried: number;
  readonly iterations: number;
  /** How many samples were summed over, by gradients, products and values of Q: over N, these are passes over the samples. */
  readonly visits: number;
  /** How many weights came back in place of others, in a stage of swaps. */
  readonly swapped?: number | undefined;
}

/** A network that was pruned in stages, with what each of them did. */
export interface PrunedByStages extends Pruned {
  readonly stages: readonly StageReport[];
}

/** What a stage does. */
export interface StageOptions {
  /** The public function that was called, which errors name. */
  readonly who: string;
  /** What makes up for a removal, besides what the scores say; where it is empty, nothing is solved. */
  readonly moves: readonly Movable[];
  readonly metric: MetricName;
  readonly effort: Effort;
}

/** One stage: from a network, or what the stage before has left, to a pruning ratio. */
export function* stage(
  from: Network | PrunedByStages,
  ratio: number,
  effort: "usual" | "final",
  { who, moves, metric, effort: { samples, ...own } }: StageOptions,
  damping: Damping,
): Asking<PrunedByStages> {
  const before = "masks" in from ? from : undefined;
  const left = "masks" in from ? from.network : from;
  const scores = yield* ask("scores", { network: left });
  const cut = cutChecked(who, left, before ? removedFirst(scores, before.masks) : scores, ratio);
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

/** The report of a stage that ended in some steps of the solver. */
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
