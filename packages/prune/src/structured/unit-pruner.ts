import { checkNetwork, weightCount } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import {
  checkInputs,
  checkSamples,
  metricOf,
  narrowed,
  outputsFor,
  refuseTransposed,
  usesOf,
} from "@espalier/network/internal";
import type { Chunk } from "@espalier/scores";
import { memorySampler } from "@espalier/scores/internal";
import type { UnitCompensationName, UnitScores } from "@espalier/structured";
import {
  allColumns,
  chooseUnits,
  inputsLeft,
  masksOfColumns,
  mostOf,
  placesAmong,
  unitCompensationOf,
  unitsLeft,
  unitsOf,
  unitStrategyOf,
  upTo,
  without,
} from "@espalier/structured/internal";
import type { KeptColumns, Removable, Unit, UnitTarget } from "@espalier/structured/internal";
import { seededRandom, ShapeError, tensor, ValueError } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { checkSteps } from "../search/in-steps.ts";
import { draw, isTensor } from "../search/calibration.ts";
import type { Left, PrunedUnits, PruneUnitsOptions, UnitGranularity } from "./options.ts";
import { columnsOf, removeUnits } from "./remove-units.ts";
import { checkUnitScores, importancesOf, noted, untied } from "./scored-units.ts";
import { createSolver } from "./solve-units.ts";

/** Stages of a compensation with a solver, by effort. */
const STAGES = { quick: 4, default: 16, thorough: 32 } as const;

/** What is left, and what is to be told of the units that went. */
export interface State extends Pick<PrunedUnits, "scores" | "compensations" | "stages"> {
  readonly left: Left;
}

/** Removes units of one network, any number of times. */
export interface UnitPruner {
  readonly removable: Removable;
  /** The number of units that can go: each layer keeps one. */
  readonly most: number;
  /** The number of steps that was asked for, or is usual. */
  readonly steps: number;
  /** Whether many parameters compensate for the removed units. */
  readonly isSolving: boolean;
  readonly start: State;
  /**
   * The state after one step to a target, which counts what went before.
   *
   * @param isLast whether the solver takes the steps of the last stage
   */
  readonly remove: (from: State, target: UnitTarget, isLast: boolean) => Work<State>;
  readonly resultOf: (state: State) => PrunedUnits;
}

/** @throws ShapeError, ValueError as `prune` of units, but for the number of them */
export function createUnitPruner(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: Omit<PruneUnitsOptions, "ratio" | "count">,
): UnitPruner {
  checkNetwork(who, network);
  const { granularity } = options;
  refuseTransposed(who, "whole neurons and inputs", network);
  // The types exclude them; a caller in JavaScript may pass them.
  if ("probes" in options && options.probes !== undefined)
    throw new ValueError(who, "the removal of single weights, with probes", `the granularity ${granularity}`);
  const removable = removableOf(who, network, granularity);
  const strategy = unitStrategyOf(who, options.strategy, granularity);
  const compensation = unitCompensationOf(who, options.compensation ?? strategy.compensation);
  const X = isTensor(inputs) ? inputs : tensor(inputs);
  checkInputs(who, network, X);
  const targets = strategy.needsTargets === true ? options.targets : undefined;
  if (targets && options.loss) checkSamples(who, network, { inputs: X, targets }, options.loss);
  const metric = metricOf(who, options.metric);
  const solver = createSolver(who, network, X, options, compensation);
  const steps = options.steps ?? (solver === undefined ? 1 : STAGES[options.effort ?? "default"]);
  checkSteps(who, steps);
  const sampler = memorySampler(draw(who, X, targets, options), options.random ?? seededRandom(1));
  const { units } = removable;
  const layers = readersOf(units);
  let scoresOfAll: UnitScores | undefined;

  function* scoresOf(left: Left, own: Chunk): Work<UnitScores> {
    if (layers.length === 0) return [];
    if (left.network === network && scoresOfAll !== undefined) return scoresOfAll;
    const { loss, random } = options;
    const scored = yield* strategy.score(untied(left.network), { who, ...own, layers, metric, loss, random });
    checkUnitScores(who, left.network, layers, scored);
    if (left.network === network) scoresOfAll = scored;
    return scored;
  }

  /** Takes the columns that are not left, and lets what reads them compensate for it. */
  function* narrow(
    from: Left,
    columns: KeptColumns,
    samples: Chunk,
    compensations: (UnitCompensationName | undefined)[],
  ): Work<Network> {
    const { inputs: X_own } = columnsOf(samples, inputsLeft(network, from.columns));
    const places = placesAmong(from.columns, columns);
    const kept = unitsLeft(network, from.columns);
    const reference = (): Tensor => outputsFor(network, samples.inputs);
    let now = from.network;
    for (const [k, stays] of unitsLeft(network, places).entries()) {
      if (network.layers[k].tied !== undefined || stays.length === kept[k].length) continue;
      const uses = usesOf(network.layers, k);
      const left = new Set(stays);
      const removed = upTo(kept[k].length).filter((j) => !left.has(j));
      const move = yield* removeUnits(who, now, X_own, reference, { uses, removed, compensation, metric });
      now = move.network;
      for (const use of uses) compensations[use] = move.by;
    }
    return narrowed(now, places);
  }

  function* remove({ left: from, ...before }: State, target: UnitTarget, isLast: boolean): Work<State> {
    const samples = sampler.take(solver?.scored ?? X.shape[0]);
    const scored = yield* scoresOf(from, columnsOf(samples, inputsLeft(network, from.columns)));
    const scores = noted(before.scores, unitsLeft(network, from.columns), layers, scored, network);
    const compensations = [...before.compensations];
    const stages = [...before.stages];
    const chosen = chooseUnits(removable, importancesOf(units, scores), from.gone, target);
    let left = from;
    if (chosen.length > 0) {
      const columns = without(
        from.columns,
        chosen.map((at) => units[at]),
      );
      const smaller = yield* narrow(from, columns, samples, compensations);
      left = { network: smaller, gone: new Set([...from.gone, ...chosen]), columns };
    }
    if (solver !== undefined && left.network !== network) {
      const columns = inputsLeft(network, left.columns);
      const solved = yield* solver.solve(left.network, columns, isLast, stages, weightCount(network));
      left = { ...left, network: solved };
    }
    return { left, scores, compensations, stages };
  }

  return {
    removable,
    most: mostOf(removable).length,
    steps,
    isSolving: solver !== undefined,
    start: {
      left: { network, gone: new Set(), columns: allColumns(network) },
      scores: network.layers.map(() => new Float64Array()),
      compensations: network.layers.map(() => undefined),
      stages: [],
    },
    remove,
    resultOf: ({ left, ...about }) => ({
      network: left.network,
      inputs: inputsLeft(network, left.columns),
      kept: unitsLeft(network, left.columns),
      units: left.gone.size,
      masks: masksOfColumns(network, left.columns),
      weights: weightCount(network),
      removed: weightCount(network) - weightCount(left.network),
      ...about,
    }),
  };
}

/** The layers that read units, ascending. */
const readersOf = (units: readonly Unit[]): number[] =>
  [...new Set(units.flatMap(({ readers }) => readers.map(({ k }) => k)))].toSorted((a, b) => a - b);

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
