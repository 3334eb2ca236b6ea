import { compensationOf } from "@espalier/compensation/internal";
import { checkNetwork, weightCount } from "@espalier/network";
import type { Mask, Network, Work } from "@espalier/network";
import { compareWith, finiteOutputsOf, checkOptions, show, metricOf } from "@espalier/network/internal";
import type { Outputs } from "@espalier/network/internal";
import type { LayerScores, Pruned } from "@espalier/scores";
import { granularityOf, cutChecked } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkSteps, inSteps } from "./in-steps.ts";
import { scoringFor } from "./scoring.ts";
import { moved } from "./options.ts";
import type { SolveOptions } from "./options.ts";
import { stagesWithin } from "./stages-within.ts";
import type { PrunedWithin } from "./stages-within.ts";
import { isOfUnits } from "../structured/options.ts";
import { unitsWithin } from "../structured/units-within.ts";
import type { PrunedUnitsWithin, UnitBudgetOptions } from "../structured/units-within.ts";

export interface BudgetOptions extends SolveOptions {
  /** The largest accepted relative change of the outputs, √(E‖NN′ − NN‖² / E‖NN‖²), such as 0.01. */
  readonly budget: number;
  /** The number of steps, each scored again as in `pruningInSteps`; by default 1. */
  readonly steps?: number | undefined;
  /**
   * The network as a file will hold it, for example with its numbers in half precision. The budget applies to that network, and it is
   * returned. Undefined if the network cannot be written, which no budget allows. By default the network itself.
   */
  readonly written?: ((network: Network) => Network | undefined) | undefined;
}

/**
 * Removes as many weights as a relative change of the outputs allows, measured exactly on the inputs.
 *
 * The change need not grow with every removed weight: a larger number may be within the budget again. The number n of removed weights
 * is found by bisection, and two facts are measured: with n the change is within the budget, and with n + 1 it is not (or n is all of
 * them). The cost is about log₂ N_W forward passes; with k steps, k scorings for each of them. A compensation with a solver works in
 * stages instead, see `stagesWithin`. With blocks, neurons or inputs, n is the number of those.
 *
 * @param inputs calibration samples [n, d_0]; the change is measured on the same ones
 * @throws ValueError when the budget is not a number ≥ 0, when `written` alone exceeds it, for n:m, which has only one
 * ratio, and as `prune`
 */
export function pruningWithin(network: Network, inputs: Tensor, options: BudgetOptions): Work<PrunedWithin>;
export function pruningWithin(
  network: Network,
  inputs: Tensor,
  options: UnitBudgetOptions,
): Work<PrunedUnitsWithin>;
export function* pruningWithin(
  network: Network,
  inputs: Tensor,
  options: BudgetOptions | UnitBudgetOptions,
): Work<PrunedWithin | PrunedUnitsWithin> {
  const who = "pruningWithin";
  checkOptions(who, options, "{ budget: 0.01 }");
  const { budget, steps = 1, swaps = 0, metric } = options;
  if (!(typeof budget === "number" && budget >= 0))
    throw new ValueError(who, "a budget ≥ 0, a relative change of the outputs", show(budget));
  checkSteps(who, steps);
  if (swaps > 0) throw new ValueError(who, "a ratio or a count in place of a budget, for swaps", show(swaps));
  checkNetwork(who, network);
  const before = (): Outputs => finiteOutputsOf(who, network, inputs, metricOf(who, metric));
  if (isOfUnits<UnitBudgetOptions>(options))
    return yield* unitsWithin(who, network, inputs, options, before());
  return yield* weightsWithin(who, network, inputs, options, before());
}

function* weightsWithin(
  who: string,
  network: Network,
  inputs: Tensor,
  options: BudgetOptions,
  before: Outputs,
): Work<PrunedWithin> {
  const { budget, steps = 1, written = (whole) => whole } = options;
  const granularity = granularityOf(who, options.granularity, ["neuron", "input"]);
  const { name, isFixed, size } = granularity;
  if (isFixed)
    throw new ValueError(who, `a ratio, as ${name} has only one, in place of a budget`, show(budget));
  const moves = moved(who, compensationOf(who, options.compensation), options);
  if (moves.length > 0)
    return yield* stagesWithin(who, network, inputs, { ...options, written }, moves, before);
  // What goes as a whole: single weights, or blocks.
  const pieces = weightCount(network) / size;
  const scores = yield* scoringFor(who, network, inputs, options);

  function* scoresOf(left: Network, masks?: readonly Mask[]): Work<readonly LayerScores[]> {
    return masks === undefined ? scores : yield* scoringFor(who, left, inputs, options, masks);
  }
  const cut = (left: Network, by: readonly LayerScores[], part: number): Pruned =>
    cutChecked(who, left, by, part, granularity);
  function* without(count: number): Work<PrunedWithin | undefined> {
    const ratio = count / pieces; // count / N_W · N_W is off by less than ½, so exactly `count` are removed
    const pruned =
      steps === 1 ? cut(network, scores, ratio) : yield* inSteps(network, ratio, steps, scoresOf, cut);
    const judged = written(pruned.network);
    if (judged === undefined) return undefined;
    const difference = compareWith(who, before, judged);
    return difference.relative <= budget ? { ...pruned, network: judged, difference } : undefined;
  }

  let best = yield* without(0);
  if (best === undefined)
    throw new ValueError(
      who,
      `a network that is within ${budget} of itself as it is written`,
      "one that is not",
    );
  let [gone, beyond] = [0, pieces + 1];
  const total = Math.ceil(Math.log2(beyond));
  for (let done = 1; beyond - gone > 1; done++) {
    const count = Math.floor((gone + beyond) / 2);
    const tried = yield* without(count);
    if (tried === undefined) beyond = count;
    else [best, gone] = [tried, count];
    yield { stage: "budget", done, total };
  }
  return best;
}
