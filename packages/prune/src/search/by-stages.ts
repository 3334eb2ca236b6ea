import type { Movable, Asking } from "../compensation/gauss-newton/ask.ts";
import { ask } from "../compensation/gauss-newton/ask.ts";
import { initialDamping } from "../compensation/gauss-newton/levenberg-marquardt.ts";
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
  /** The pruning ratio up to here, and how many weights that are. */
  readonly ratio: number;
  readonly removed: number;
  /** Q, the mean divergence from the dense network on a batch, right after the removal and after the last step. */
  readonly before: number;
  readonly after: number;
  /** Steps of the solver that were taken, of those tried, and products with the Gauss–Newton matrix. */
  readonly steps: number;
  readonly tried: number;
  readonly iterations: number;
  /** How many samples were summed over, by gradients, products and values of Q: so many over N are passes over the samples. */
  readonly visits: number;
}

/** A network that was pruned in stages, with what each of them did. */
export interface PrunedByStages extends Pruned {
  readonly stages: readonly StageReport[];
}

export interface StageOptions {
  /** The public function that was called, which errors name. */
  readonly who: string;
  /** The pruning ratios of the stages, ascending. */
  readonly schedule: readonly number[];
  /** What makes up for a removal, besides what the scores say; where it is empty, nothing is solved. */
  readonly moves: readonly Movable[];
  readonly metric: MetricName;
  readonly effort: Effort;
}

/**
 * Prunes in stages: scores what is left, removes the cheapest weights, and lets the parameters that are kept make up for it.
 *
 * The outputs are compared with those of the dense network throughout. Each step of the solver has a fresh batch; so Q of one stage
 * and the next are means over other samples.
 */
export function* pruningByStages(dense: Network, options: StageOptions): Asking<PrunedByStages> {
  const { who, schedule, moves, metric, effort } = options;
  const damping = initialDamping();
  const stages: StageReport[] = [];
  let pruned: Pruned | undefined;
  for (const [at, ratio] of schedule.entries()) {
    const isLast = at === schedule.length - 1;
    const progress = { stage: "prune", done: at, total: schedule.length };
    yield progress;
    const left = pruned?.network ?? dense;
    const scores = yield* ask("scores", { network: left });
    const next = cutChecked(who, left, pruned ? removedFirst(scores, pruned.masks) : scores, ratio);
    pruned = { ...next, scores: pruned ? whenRemoved(pruned.scores, pruned.masks, scores) : scores };
    if (moves.length === 0) continue;
    const solved = yield* solve(next.network, next.masks, {
      metric,
      moves,
      samples: effort.samples,
      steps: isLast ? effort.finalSteps : effort.steps,
      iterations: isLast ? effort.finalIterations : effort.iterations,
      damping,
    });
    pruned = { ...pruned, network: solved.network };
    stages.push(reportOf(ratio, next.removed, solved));
  }
  if (pruned === undefined) throw new RangeError("a schedule of at least one stage");
  return { ...pruned, stages };
}

const reportOf = (ratio: number, removed: number, { steps, visits }: Solved): StageReport => ({
  ratio,
  removed,
  before: steps[0].before,
  after: steps[steps.length - 1].after,
  steps: steps.filter(({ moved }) => moved).length,
  tried: steps.length,
  iterations: steps.reduce((sum, { iterations }) => sum + iterations, 0),
  visits,
});
