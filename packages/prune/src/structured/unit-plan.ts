import { checkNetwork } from "@espalier/network";
import type { MetricName, Network } from "@espalier/network";
import { checkLoss, metricOf, refuseTransposed, show } from "@espalier/network/internal";
import type { UnitCompensationName, UnitStrategy } from "@espalier/structured";
import { unitCompensationOf, unitsOf, unitStrategyOf } from "@espalier/structured/internal";
import type { Removable, UnitCompensation } from "@espalier/structured/internal";
import { ShapeError, ValueError } from "@espalier/tensor";
import { checkSteps } from "../search/in-steps.ts";
import { effortOf } from "../search/effort.ts";
import { checkFrozen, checkObjective } from "../search/options.ts";
import type { PruneUnitsOptions, UnitGranularity } from "./options.ts";
import { createSolver } from "./solve-units.ts";
import type { UnitSolver } from "./solve-units.ts";

/** Stages of a compensation with a solver, by effort. */
const STAGES = { quick: 4, default: 16, thorough: 32 } as const;

/** What the options of a removal of units ask for. */
export interface UnitPlan {
  readonly removable: Removable;
  readonly strategy: UnitStrategy;
  readonly compensation: UnitCompensation;
  readonly metric: MetricName;
  readonly solver: UnitSolver | undefined;
  /** The number of steps that was asked for, or is usual. */
  readonly steps: number;
  /** Rounds of swaps. */
  readonly swaps: number;
}

/** @throws ShapeError, ValueError when the network or an option is not valid */
export function planOfUnits(
  who: string,
  network: Network,
  options: Omit<PruneUnitsOptions, "ratio" | "count">,
): UnitPlan {
  checkNetwork(who, network);
  const { granularity } = options;
  refuseTransposed(who, "whole neurons and inputs", "the granularity weight", network);
  // The types exclude them; a caller in JavaScript may pass them.
  if ("probes" in options && options.probes !== undefined)
    throw new ValueError(who, "the removal of single weights, with probes", `the granularity ${granularity}`);
  if ("sums" in options && options.sums === "f32")
    throw new ValueError(
      who,
      "the removal of single weights, with sums in f32",
      `the granularity ${granularity}`,
    );
  const removable = removableOf(who, network, granularity);
  const strategy = unitStrategyOf(who, options.strategy, granularity);
  const compensation = startingFrom(who, options, strategy.compensation);
  checkLoss(who, options.loss);
  const metric = metricOf(who, options.metric);
  effortOf(who, options.effort);
  checkObjective(who, options.objective);
  const solver = createSolver(who, network, options, compensation);
  if (options.objective === "labels" && solver === undefined)
    throw new ValueError(who, "the compensation network, for the objective labels", compensation.name);
  const steps = options.steps ?? (solver === undefined ? 1 : STAGES[options.effort ?? "default"]);
  checkSteps(who, steps);
  checkPer(who, options.per);
  const swaps = swapsOf(who, network, options, solver);
  return { removable, strategy, compensation, metric, solver, steps, swaps };
}

/** The units that can go, of which there is one at least. */
function removableOf(who: string, network: Network, granularity: UnitGranularity): Removable {
  if (granularity !== "neuron" && granularity !== "input")
    throw new ValueError(who, "the granularity neuron or input", String(granularity));
  const { units, stays } = unitsOf(network, granularity);
  if (units.length > 0) return { granularity, network, units };
  const expected = granularity === "neuron" ? "hidden neurons to remove" : "inputs to remove";
  throw new ShapeError(
    who,
    `a network with ${expected}`,
    granularity === "neuron" && network.layers.length === 1 && network.graph === undefined
      ? "one layer, whose neurons are the outputs"
      : `one in which each of them stays, such as a ${stays}`,
  );
}

/**
 * The compensation of the options, with the rung from which its solver starts: by default the largest one that leaves frozen parameters as they are.
 *
 * @throws ValueError when it would change a frozen parameter, or has none to move
 */
function startingFrom(
  who: string,
  { compensation: name, start, frozen = [] }: Pick<PruneUnitsOptions, "compensation" | "start" | "frozen">,
  own: UnitCompensationName,
): UnitCompensation {
  checkFrozen(who, frozen);
  const { moves, ...chosen } = unitCompensationOf(who, name === undefined ? own : name);
  const isSolving = moves.length > 0;
  const first = start === undefined ? chosen : unitCompensationOf(who, start);
  if (start !== undefined && (!isSolving || start === "network"))
    throw new ValueError(
      who,
      "the compensation network, and a start without a solver",
      `${chosen.name}, ${start}`,
    );
  if (isSolving && moves.every((each) => frozen.includes(each)))
    throw new ValueError(
      who,
      `one of ${moves.join(", ")} to move, for the compensation ${chosen.name}`,
      "all of them frozen",
    );
  const held = first.changes.find((each) => frozen.includes(each));
  if (held === undefined) return { ...first, moves };
  if (!isSolving || start !== undefined)
    throw new ValueError(who, `a compensation that changes no ${held}, as ${held} is frozen`, first.name);
  return { ...unitCompensationOf(who, frozen.includes("bias") ? "none" : "coupled"), moves };
}

/** @throws ValueError when importances count neither by unit nor by weight */
function checkPer(who: string, per: string = "unit"): void {
  if (per !== "unit" && per !== "weight")
    throw new ValueError(who, "importances per unit or weight", show(per));
}

/** The rounds of swaps; none by default, see docs/structured.md. In a graph a unit can be read and written in several places. */
function swapsOf(
  who: string,
  network: Network,
  { swaps = 0 }: Pick<PruneUnitsOptions, "swaps">,
  solver: UnitSolver | undefined,
): number {
  const isChain = network.graph === undefined && network.layers.every(({ tied }) => tied === undefined);
  const canSwap = solver?.moves.includes("weight") === true;
  if (!Number.isSafeInteger(swaps) || swaps < 0)
    throw new ValueError(who, "a whole number of rounds of swaps ≥ 0", show(swaps));
  if (swaps > 0 && !canSwap)
    throw new ValueError(who, "the compensation network, with weights that move, for swaps", show(swaps));
  if (swaps > 0 && !isChain) throw new ValueError(who, "no swaps of units in a graph", show(swaps));
  return swaps;
}
