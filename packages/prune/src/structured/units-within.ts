import { answered } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import type { Network, OutputDifference, Work } from "@espalier/network";
import { compareWith } from "@espalier/network/internal";
import type { Outputs } from "@espalier/network/internal";
import { withAllInputs } from "@espalier/structured";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { EffortName } from "../search/effort.ts";
import type { PrunedUnits, PruneUnitsOptions, State } from "./options.ts";
import { partOf } from "./prune-units.ts";
import { localUnits } from "./unit-samples.ts";
import { createUnitPruner } from "./unit-pruner.ts";
import type { UnitPruner } from "./unit-pruner.ts";

/** Options of `pruningWithin` for whole units. */
export interface UnitBudgetOptions extends Omit<PruneUnitsOptions, "ratio" | "count"> {
  /** The largest accepted relative change of the outputs. */
  readonly budget: number;
  /** As for weights: the network as a file will hold it, or undefined if none can. */
  readonly written?: ((network: Network) => Network | undefined) | undefined;
}

/** A network that lost units within a budget, and the change of its outputs. */
export interface PrunedUnitsWithin extends PrunedUnits {
  /** The measured change of the outputs. */
  readonly difference: OutputDifference;
}

/** The share of the units that a first stage removes. */
const SHARES: Readonly<Record<EffortName, number>> = { quick: 1 / 4, default: 1 / 8, thorough: 1 / 16 };

/**
 * Removes as many units as a relative change of the outputs allows, measured on the inputs.
 *
 * Without a solver the number n of units is found by bisection, and two facts are measured: with n the change is within the budget, and with
 * n + 1 it is not, or n is all that can go. With a solver units go in stages. A stage that exceeds the budget is not taken, and half as many units are
 * tried from the last network within it, so at the end one unit more was not within it.
 */
export function* unitsWithin(
  who: string,
  network: Network,
  inputs: Tensor,
  { budget, written = (whole) => whole, ...options }: UnitBudgetOptions,
  before: Outputs,
): Work<PrunedUnitsWithin> {
  const pruner = createUnitPruner(who, network, options);
  const judge = (state: State): PrunedUnitsWithin | undefined => {
    const pruned = pruner.resultOf(state);
    const judged = written(pruned.network);
    if (judged === undefined) return undefined;
    const whole = withAllInputs(network, judged, pruned.inputs);
    const difference = compareWith(who, before, whole);
    return difference.relative <= budget ? { ...pruned, network: judged, difference } : undefined;
  };
  const asking = searching(who, pruner, budget, judge, SHARES[options.effort ?? "default"]);
  return yield* answered(asking, localUnits(who, network, inputs, options));
}

function* searching(
  who: string,
  pruner: UnitPruner,
  budget: number,
  judge: Judge,
  share: number,
): Asking<PrunedUnitsWithin> {
  const scored = yield* pruner.remove(pruner.start, { count: 0 }, false);
  const start = judge(scored);
  if (start === undefined)
    throw new ValueError(
      who,
      `a network that is within ${budget} of itself as it is written`,
      "one that is not",
    );
  return pruner.isSolving
    ? yield* inStages(pruner, scored, start, judge, share)
    : yield* byBisection(pruner, start, judge);
}

type Judge = (state: State) => PrunedUnitsWithin | undefined;

function* byBisection(pruner: UnitPruner, start: PrunedUnitsWithin, judge: Judge): Asking<PrunedUnitsWithin> {
  const { steps } = pruner;
  let [best, beyond] = [start, pruner.most + 1];
  const total = Math.ceil(Math.log2(beyond));
  for (let done = 1; beyond - best.units > 1; done++) {
    const count = Math.floor((best.units + beyond) / 2);
    let state = pruner.start;
    for (let step = 1; step <= steps; step++)
      state = yield* pruner.remove(state, partOf({ count }, step / steps), step === steps);
    const tried = judge(state);
    if (tried !== undefined && tried.units > best.units) best = tried;
    // Fewer units than asked for are all that go in the order of the importances.
    if (tried === undefined || tried.units < count) beyond = count;
    yield { stage: "budget", done, total };
  }
  return best;
}

function* inStages(
  pruner: UnitPruner,
  from: State,
  start: PrunedUnitsWithin,
  judge: Judge,
  share: number,
): Asking<PrunedUnitsWithin> {
  let [state, best] = [from, start];
  let next = Infinity;
  while (best.units < pruner.most) {
    next = Math.min(next, Math.max(1, Math.round(share * (pruner.most - best.units))));
    yield { stage: "budget", done: best.units, total: pruner.most };
    const tried = yield* pruner.remove(state, { count: best.units + next }, true);
    const judged = judge(tried);
    if (judged !== undefined && judged.units > best.units) [state, best] = [tried, judged];
    else if (next === 1) break;
    else next = Math.floor(next / 2);
  }
  return best;
}
