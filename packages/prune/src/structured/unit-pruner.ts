import { ask } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import { weightCount } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { narrowed, usesOf } from "@espalier/network/internal";
import { withAllInputs } from "@espalier/structured";
import { refuseLost } from "@espalier/scores/internal";
import type { UnitCompensationName, UnitScores } from "@espalier/structured";
import {
  allColumns,
  chooseUnits,
  inputsLeft,
  masksOfColumns,
  mostOf,
  placesAmong,
  unitsLeft,
  upTo,
  weightsFreed,
  without,
} from "@espalier/structured/internal";
import type { KeptColumns, Removable, Unit, UnitTarget } from "@espalier/structured/internal";
import { ValueError } from "@espalier/tensor";
import type { Left, PrunedUnits, PruneUnitsOptions, State } from "./options.ts";
import { removeUnits } from "./remove-units.ts";
import { checkUnitScores, importancesOf, noted, untied } from "./scored-units.ts";
import { swapped } from "./swap-units.ts";
import { planOfUnits } from "./unit-plan.ts";

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
  readonly remove: (from: State, target: UnitTarget, isLast: boolean) => Asking<State>;
  /** Rounds of swaps. */
  readonly swaps: number;
  /** The state after a round of swaps that ends at the target. */
  readonly swap: (from: State, target: UnitTarget) => Asking<State>;
  readonly resultOf: (state: State) => PrunedUnits;
}

/** @throws ShapeError, ValueError as `prune` of units, but for the number of them */
export function createUnitPruner(
  who: string,
  network: Network,
  options: Omit<PruneUnitsOptions, "ratio" | "count">,
): UnitPruner {
  const { removable, strategy, compensation, metric, solver, steps, swaps } = planOfUnits(
    who,
    network,
    options,
  );
  const { units } = removable;
  const layers = readersOf(units);
  let scoresOfAll: UnitScores | undefined;

  /** A smaller network as one that takes all columns of the samples. */
  const onAllInputs = (left: Left): Network =>
    withAllInputs(network, left.network, inputsLeft(network, left.columns));

  function* scoresOf(left: Left): Asking<UnitScores> {
    const own = yield* ask("samples", { count: solver?.effort.scored ?? Infinity });
    if (layers.length === 0) return [];
    if (left.network === network && scoresOfAll !== undefined) return scoresOfAll;
    const { loss, random } = options;
    const { chunkwise } = strategy;
    const isScaled = chunkwise?.isScaled === true;
    const input = { who, network: untied(onAllInputs(left)), metric, loss, isScaled };
    let scored: UnitScores;
    if (chunkwise !== undefined) {
      const isNamed = typeof options.strategy !== "object";
      const known = isNamed ? { of: "scores", strategy: options.strategy, layers } : undefined;
      const result = yield* ask("reduce", { passes: chunkwise.passes(layers), known, input });
      scored = chunkwise.scores(input, layers, result);
      if (result.scales !== undefined) refuseLost(who, strategy.name, result.scales, scored);
    } else if (own === undefined)
      throw new ValueError(who, "a strategy for units that goes through a stream of samples", strategy.name);
    else scored = yield* asked(strategy.score(input.network, { ...own, who, layers, metric, loss, random }));
    checkUnitScores(who, left.network, layers, scored);
    if (left.network === network) scoresOfAll = scored;
    return scored;
  }

  /** Takes the columns that are not left, and lets what reads them compensate. */
  function* narrow(
    from: Left,
    columns: KeptColumns,
    compensations: (UnitCompensationName | undefined)[],
  ): Asking<Network> {
    const origin = { dense: network, columns: inputsLeft(network, from.columns) };
    const places = placesAmong(from.columns, columns);
    const kept = unitsLeft(network, from.columns);
    let now = from.network;
    for (const [k, stays] of unitsLeft(network, places).entries()) {
      if (network.layers[k].tied !== undefined || stays.length === kept[k].length) continue;
      const uses = usesOf(network.layers, k);
      const left = new Set(stays);
      const removed = upTo(kept[k].length).filter((j) => !left.has(j));
      const move = yield* removeUnits(who, now, origin, { uses, removed, compensation, metric });
      now = move.network;
      for (const use of uses) compensations[use] = move.by;
    }
    return narrowed(now, places);
  }

  function* remove({ left: from, ...before }: State, target: UnitTarget, isLast: boolean): Asking<State> {
    const scored = yield* scoresOf(from);
    const scores = noted(before.scores, unitsLeft(network, from.columns), layers, scored, network);
    const compensations = [...before.compensations];
    const importances = importancesOf(units, scores);
    const freed = options.per === "weight" ? weightsFreed(removable, from.columns) : undefined;
    const ranked = freed === undefined ? importances : importances.map((each, at) => each / freed[at]);
    const chosen = chooseUnits(removable, ranked, from.gone, target);
    let left = from;
    if (chosen.length > 0) {
      const columns = without(
        from.columns,
        chosen.map((at) => units[at]),
      );
      const smaller = yield* narrow(from, columns, compensations);
      left = { network: smaller, gone: new Set([...from.gone, ...chosen]), columns };
    }
    if (solver === undefined || left.network === network)
      return { left, scores, compensations, stages: before.stages };
    const solved = yield* solver.solve(
      left.network,
      inputsLeft(network, left.columns),
      isLast ? "final" : "usual",
    );
    const stages = [...before.stages, solved.report];
    return { left: { ...left, network: solved.network }, scores, compensations, stages };
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
    swaps,
    *swap(from, target) {
      return solver === undefined
        ? from
        : yield* swapped(removable, solver, from, (grown) => remove(grown, target, true));
    },
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

/** Work that asks nothing. */
function* asked<T>(work: Work<T>): Asking<T> {
  let step = work.next();
  for (; step.done !== true; step = work.next()) yield step.value;
  return step.value;
}
