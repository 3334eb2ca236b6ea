import { initialDamping, answered } from "@espalier/compensation/internal";
import type { Movable } from "@espalier/compensation/internal";
import { weightCount } from "@espalier/network";
import type { OutputDifference, Network, Work } from "@espalier/network";
import { compareWith } from "@espalier/network/internal";
import type { Outputs } from "@espalier/network/internal";
import type { Pruned } from "@espalier/scores";
import { granularityOf } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { planOf } from "./options.ts";
import type { SolveOptions } from "./options.ts";
import { localSourceOf } from "./solving.ts";
import { stage } from "./stage.ts";
import type { PrunedByStages, StageReport } from "./stage.ts";

/** A network that was pruned within a budget, and the change of its outputs. */
export interface PrunedWithin extends Pruned {
  /** The measured change of the outputs. */
  readonly difference: OutputDifference;
  /** A report for each stage, if the compensation has a solver. */
  readonly stages?: readonly StageReport[] | undefined;
}

/** How often a stage that exceeds the budget is tried again, with the square root of its share. */
const TRIES = 5;

/**
 * Removes weights in stages, as long as the change of the outputs stays within a budget. The change is measured after each stage, on all
 * inputs. A stage that exceeds the budget is not taken, and ever smaller stages are tried from the last network within it. So the result
 * is within the budget, and one more stage that keeps a share of about 1 − (1 − keep) / 2ᵏ was not.
 */
export function* stagesWithin(
  who: string,
  network: Network,
  inputs: Tensor,
  {
    budget,
    written,
    ...options
  }: SolveOptions & {
    readonly budget: number;
    readonly written: (network: Network) => Network | undefined;
  },
  moves: readonly Movable[],
  before: Outputs,
): Work<PrunedWithin> {
  const plan = planOf(who, options, moves);
  const { size } = granularityOf(who, options.granularity);
  const { metric, source } = localSourceOf(who, network, inputs, options);
  const [damping, weights] = [initialDamping(), weightCount(network)];
  const differenceOf = (whole: Network): OutputDifference | undefined => {
    const judged = written(whole);
    return judged && compareWith(who, before, judged);
  };
  const isWithin = (difference: OutputDifference | undefined): boolean =>
    difference !== undefined && difference.relative <= budget;
  if (!isWithin(differenceOf(network)))
    throw new ValueError(
      who,
      `a network that is within ${budget} of itself as it is written`,
      "one that is not",
    );

  let best: PrunedByStages | undefined;
  let [share, tries] = [1 - plan.effort.first, 0];
  while (tries < TRIES) {
    const ratio = 1 - (1 - (best?.removed ?? 0) / weights) * share;
    const pieces = Math.round((ratio * weights) / size);
    if (pieces * size <= (best?.removed ?? 0) || pieces * size >= weights) break;
    yield { stage: "budget", done: ratio, total: 1 };
    const tried = yield* answered(
      stage(best ?? network, ratio, "final", { ...plan, metric }, damping),
      source,
    );
    if (isWithin(differenceOf(tried.network))) {
      best = tried;
      share = tries === 0 ? plan.effort.keep : share;
    } else {
      share = Math.sqrt(share);
      tries++;
    }
  }
  const pruned =
    best ?? (yield* answered(stage(network, 0, "usual", { ...plan, metric, moves: [] }, damping), source));
  const judged = written(pruned.network);
  if (judged === undefined) throw new Error("a network that was written before cannot be written");
  return { ...pruned, network: judged, difference: compareWith(who, before, judged) };
}
