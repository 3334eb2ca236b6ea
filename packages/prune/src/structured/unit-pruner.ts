import { checkNetwork, requireChain, sizesOf, weightCount } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { metricOf, checkSamples, checkInputs } from "@espalier/network/internal";
import type { Chunk } from "@espalier/scores";
import { memorySampler } from "@espalier/scores/internal";
import type { UnitScores } from "@espalier/structured";
import {
  chooseUnits,
  unitCompensationOf,
  allUnits,
  masksOfUnits,
  upTo,
  unitStrategyOf,
} from "@espalier/structured/internal";
import type { Removable, UnitTarget } from "@espalier/structured/internal";
import { seededRandom, ShapeError, tensor, ValueError } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { checkSteps } from "../search/in-steps.ts";
import { draw, isTensor } from "../search/scoring.ts";
import type { Left, PrunedUnits, PruneUnitsOptions, UnitGranularity } from "./options.ts";
import { columnsOf, removeUnits } from "./remove-units.ts";
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
  /** Whether many parameters make up for the removed units. */
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
  requireChain(who, "the removal of whole neurons or inputs", network);
  const { granularity } = options;
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
  const { layers } = removable;
  let scoresOfAll: UnitScores | undefined;

  function* scoresOf(left: Left, samples: Chunk): Work<UnitScores> {
    if (left.network === network && scoresOfAll !== undefined) return scoresOfAll;
    const { loss, random } = options;
    const calibration = { who, ...columnsOf(samples, left), layers, metric, loss, random };
    const scored = yield* strategy.score(left.network, calibration);
    checkUnitScores(who, left, layers, scored);
    if (left.network === network) scoresOfAll = scored;
    return scored;
  }

  function* remove({ left: from, ...before }: State, target: UnitTarget, isLast: boolean): Work<State> {
    const samples = sampler.take(solver?.scored ?? X.shape[0]);
    const scored = yield* scoresOf(from, samples);
    const scores = noted(before.scores, from, layers, scored, network);
    const compensations = [...before.compensations];
    const stages = [...before.stages];
    let left = from;
    for (const [at, removed] of chooseUnits(removable, sizesOf(from.network), scored, target).entries()) {
      if (removed.length === 0) continue;
      const move = { k: layers[at], removed, compensation, metric };
      const { by, ...next } = yield* removeUnits(who, network, left, samples, move);
      left = next;
      compensations[layers[at]] = by;
    }
    if (solver !== undefined && left.network !== network)
      left = { ...left, network: yield* solver.solve(left, isLast, stages, weightCount(network)) };
    return { left, scores, compensations, stages };
  }

  return {
    removable,
    most: layers.reduce((sum, k) => sum + removable.sizes[k] - 1, 0),
    steps,
    isSolving: solver !== undefined,
    start: {
      left: { network, kept: allUnits(network) },
      scores: network.layers.map(() => new Float64Array()),
      compensations: network.layers.map(() => undefined),
      stages: [],
    },
    remove,
    resultOf: ({ left, ...about }) => ({
      network: left.network,
      kept: left.kept,
      units: layers.reduce((sum, k) => sum + network.layers[k].weight.shape[1] - left.kept[k].length, 0),
      masks: masksOfUnits(network, left.kept),
      weights: weightCount(network),
      removed: weightCount(network) - weightCount(left.network),
      ...about,
    }),
  };
}

function removableOf(who: string, network: Network, granularity: UnitGranularity): Removable {
  const sizes = sizesOf(network);
  if (granularity === "input") return { sizes, layers: [0] };
  if (granularity !== "neuron")
    throw new ValueError(who, "the granularity neuron or input", String(granularity));
  const layers = upTo(network.layers.length).slice(1);
  if (layers.length === 0)
    throw new ShapeError(
      who,
      "a network with hidden neurons to remove",
      "one layer, whose neurons are the outputs",
    );
  return { sizes, layers };
}

/** The scores by the original numbers of the units. */
function noted(
  before: UnitScores,
  { kept }: Left,
  layers: readonly number[],
  scored: UnitScores,
  { layers: all }: Network,
): UnitScores {
  return before.map((old, k) => {
    const at = layers.indexOf(k);
    if (at < 0) return old;
    const now = old.length > 0 ? old.slice() : new Float64Array(all[k].weight.shape[1]);
    for (const [own, unit] of kept[k].entries()) now[unit] = scored[at][own];
    return now;
  });
}

function checkUnitScores(
  who: string,
  { network }: Left,
  layers: readonly number[],
  scores: UnitScores,
): void {
  for (const [at, k] of layers.entries()) {
    const [, J] = network.layers[k].weight.shape;
    if (scores[at]?.length !== J)
      throw new ShapeError(who, `${J} scores of the inputs of layer ${k}`, String(scores[at]?.length));
    const odd = scores[at].findIndex(Number.isNaN);
    if (odd >= 0)
      throw new ValueError(who, "importances that can be ordered", `NaN for input ${odd} of layer ${k}`);
  }
}
