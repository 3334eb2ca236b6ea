import { checkNetwork, requireChain, sizesOf, weightCount } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { metricOf, checkSamples, checkOptions, checkInputs } from "@espalier/network/internal";
import { memorySampler } from "@espalier/scores/internal";
import type { UnitCompensationName, UnitScores } from "@espalier/structured";
import {
  chooseUnits,
  targetOf,
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
import type { StageReport } from "../search/stage.ts";
import { draw, isTensor } from "../search/scoring.ts";
import type { Left, PrunedUnits, PruneUnitsOptions, UnitGranularity } from "./options.ts";
import { columnsOf, removeUnits } from "./remove-units.ts";
import { createSolver } from "./solve-units.ts";

/** Stages of a compensation with a solver, by effort. */
const STAGES = { quick: 4, default: 16, thorough: 32 } as const;

/**
 * Removes whole neurons or inputs, the least important first, and makes up for them by what is kept. The result is a smaller dense network.
 *
 * In each step the units that are left are scored, the cheapest go, and the layers that read them make up for it one after the other, from
 * the inputs on, each with the statistics of the network before it.
 *
 * @param inputs calibration samples [n, d_0]
 * @throws ShapeError, ValueError when the network, the inputs or an option is not valid, or a layer would be left empty
 */
export function* pruningUnitsFor(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: PruneUnitsOptions,
): Work<PrunedUnits> {
  checkOptions(who, options, '{ granularity: "neuron", ratio: 0.5 }');
  checkNetwork(who, network);
  requireChain(who, "the removal of whole neurons or inputs", network);
  const { granularity } = options;
  const removable = removableOf(who, network, granularity);
  const target = targetOf(who, removable, options);
  const strategy = unitStrategyOf(who, options.strategy, granularity);
  const compensation = unitCompensationOf(who, options.compensation ?? strategy.compensation);
  const X = isTensor(inputs) ? inputs : tensor(inputs);
  checkInputs(who, network, X);
  if (options.targets && options.loss && strategy.needsTargets === true)
    checkSamples(who, network, { inputs: X, targets: options.targets }, options.loss);
  const metric = metricOf(who, options.metric);
  const solver = createSolver(who, network, X, options, compensation);
  const steps = options.steps ?? (solver === undefined ? 1 : STAGES[options.effort ?? "default"]);
  checkSteps(who, steps);
  const targets = strategy.needsTargets === true ? options.targets : undefined;
  const sampler = memorySampler(draw(who, X, targets, options), options.random ?? seededRandom(1));
  const { layers } = removable;

  let left: Left = { network, kept: allUnits(network) };
  let scores: UnitScores = network.layers.map(() => new Float64Array());
  const compensations: (UnitCompensationName | undefined)[] = network.layers.map(() => undefined);
  const stages: StageReport[] = [];
  for (let step = 1; step <= steps; step++) {
    const samples = sampler.take(solver?.scored ?? X.shape[0]);
    const own = columnsOf(samples, left);
    const scored = yield* strategy.score(left.network, {
      who,
      ...own,
      layers,
      metric,
      loss: options.loss,
      random: options.random,
    });
    checkUnitScores(who, left, layers, scored);
    scores = noted(scores, left, layers, scored, network);
    const share = step / steps;
    const goal = step === steps ? target : partOf(target, share);
    const chosen = chooseUnits(removable, sizesOf(left.network), scored, goal);
    for (const [at, removed] of chosen.entries()) {
      if (removed.length === 0) continue;
      const move = { k: layers[at], removed, compensation, metric };
      const { by, ...next } = yield* removeUnits(who, network, left, samples, move);
      left = next;
      compensations[layers[at]] = by;
    }
    yield { stage: "prune", done: step, total: steps };
    if (solver !== undefined && left.network !== network)
      left = { ...left, network: yield* solver.solve(left, step === steps, stages, weightCount(network)) };
  }
  const masks = masksOfUnits(network, left.kept);
  return {
    network: left.network,
    kept: left.kept,
    units: layers.reduce((sum, k) => sum + network.layers[k].weight.shape[1] - left.kept[k].length, 0),
    masks,
    weights: weightCount(network),
    removed: weightCount(network) - weightCount(left.network),
    scores,
    compensations,
    stages,
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

const partOf = (target: UnitTarget, share: number): UnitTarget =>
  "count" in target ? { count: Math.round(target.count * share) } : { ratio: target.ratio * share };

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
