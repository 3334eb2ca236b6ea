import type { Compensation } from "@espalier/compensation";
import { hasMovesOf, withMoves } from "@espalier/compensation/internal";
import { checkNetwork } from "@espalier/network";
import type { LossName, Mask, Network, Work } from "@espalier/network";
import {
  metricOf,
  checkSamples,
  judged,
  show,
  checkInputs,
  checkInputShape,
} from "@espalier/network/internal";
import type {
  LayerScores,
  PassInput,
  PassResult,
  Calibration,
  ChunkwiseStrategy,
  ScoringStrategy,
} from "@espalier/scores";
import { checkChunk, checkScores, reduceInMemory, scoresInScales } from "@espalier/scores/internal";
import { permutation, takeRows, tensor, ValueError } from "@espalier/tensor";
import type { Nested, Random, Tensor } from "@espalier/tensor";
import { probesOf } from "./probes.ts";
import type { ProbeOptions } from "./probes.ts";
import { sumsOf } from "./sums.ts";
import type { SumsOptions } from "./sums.ts";

/** The options of scores that say on which samples, and what counts. */
export interface SampleOptions extends ProbeOptions, SumsOptions {
  /** The correct outputs of the inputs; ignored by a strategy that does not need them. */
  readonly targets?: Tensor | undefined;
  /** The loss of the targets; only for a strategy that needs them. */
  readonly loss?: LossName | undefined;
  /** For the strategy `random`, for drawing `samples`, and for the signs of `probes`. */
  readonly random?: Random | undefined;
  /** Use only this many of the inputs, drawn without replacement. */
  readonly samples?: number | undefined;
  /** The cost of a change of the outputs: their squared difference, which is the default, or the change of the class probabilities. */
  readonly metric?: "outputs" | "softmax" | undefined;
  /**
   * The most bytes that the statistics of `obs` and of the compensation `row` may take; 8 GiB by default. If those of all rows, 24 Σ I J², do
   * not fit, rows are computed one after the other from the inputs and energies of the samples, 8 Σ (I + J) for each, to the same bits.
   */
  readonly memory?: number | undefined;
}

/**
 * The scores of a strategy with a compensation; without one, with that of the strategy.
 *
 * @param masks after earlier stages, the weights that are left
 */
export function* compensatedScoring(
  who: string,
  strategy: ScoringStrategy,
  compensation: Compensation | undefined,
  network: Network,
  inputs: Tensor | Nested,
  options: SampleOptions,
  masks?: readonly Mask[],
): Work<LayerScores[]> {
  const scores = yield* scoringBy(who, strategy, network, inputs, options, masks);
  if (compensation === undefined || hasMovesOf(strategy, compensation)) return scores;
  const { scores: moves } = compensation;
  return withMoves(scores, moves && (yield* scoringBy(who, moves, network, inputs, options, masks)));
}

/** The scores of a strategy, with its own compensation. */
export function* scoringBy(
  who: string,
  strategy: ScoringStrategy,
  network: Network,
  inputs: Tensor | Nested,
  options: SampleOptions,
  masks?: readonly Mask[],
): Work<LayerScores[]> {
  const calibration = calibrationOf(who, strategy, network, inputs, options, "by chunk");
  const given = judgedBy(strategy, network, options.metric);
  if (strategy.passes) {
    const input = inputOf(who, strategy, given, options, masks);
    const result = yield* reduceInMemory(strategy.passes, input, calibration, checkChunk);
    return scoresFrom(strategy, input, result);
  }
  const scores = yield* strategy.score(given, calibration);
  checkScores(who, network, scores);
  return inUnitsOf(strategy, scores);
}

/** The network whose outputs a strategy judges: by their weights, unless it compares them with targets. */
export const judgedBy = (
  { needsTargets }: ScoringStrategy,
  network: Network,
  metric: string | undefined,
): Network => (needsTargets === true ? network : judged(network, metric));

/** The input of the passes of a strategy, of the network that it judges. */
export const inputOf = (
  who: string,
  strategy: ScoringStrategy,
  network: Network,
  options: SampleOptions,
  masks?: readonly Mask[],
): PassInput => ({
  who,
  network,
  loss: options.loss,
  metric: metricOf(who, options.metric),
  probes: options.probes === undefined ? undefined : probesOf(who, strategy, options),
  sums: options.sums === undefined ? undefined : sumsOf(who, strategy, network, options.sums),
  memory: options.memory,
  masks,
  isScaled: strategy.squares !== undefined,
});

/** The checked scores of a strategy, from the result of its passes. */
export function scoresFrom(strategy: ChunkwiseStrategy, input: PassInput, result: PassResult): LayerScores[] {
  const { scales } = result;
  const scores =
    scales === undefined ? strategy.scores(input, result) : scoresInScales(strategy, input, result, scales);
  checkScores(input.who, input.network, scores, "finite");
  return inUnitsOf(strategy, scores);
}

/** Scores that say whether an importance is a change of the outputs, as their strategy does. */
const inUnitsOf = ({ predictsChange }: ScoringStrategy, scores: LayerScores[]): LayerScores[] =>
  predictsChange === true ? scores : scores.map((layer) => ({ ...layer, predictsChange: false }));

/**
 * The calibration samples of a strategy, checked. Checking the numbers of all samples takes time; a strategy with passes checks them chunk
 * by chunk instead.
 */
export function calibrationOf(
  who: string,
  strategy: ScoringStrategy,
  network: Network,
  inputs: Tensor | Nested,
  options: SampleOptions,
  numbers: "now" | "by chunk" = "now",
): Calibration {
  checkNetwork(who, network);
  checkTies(who, network, strategy);
  const all = isTensor(inputs) ? inputs : tensor(inputs);
  const isLater = numbers === "by chunk" && strategy.passes !== undefined && options.samples === undefined;
  (isLater ? checkInputShape : checkInputs)(who, network, all);
  const { loss, random } = options;
  const targets = strategy.needsTargets === true ? options.targets : undefined;
  if (targets !== undefined && targets !== null && loss)
    checkSamples(who, network, { inputs: all, targets }, loss);
  return { who, loss, random, ...draw(who, all, targets, options) };
}

/** @throws ValueError when two layers use one matrix, and the strategy cannot score it */
export function checkTies(who: string, { layers }: Network, { name, scoresTied }: ScoringStrategy): void {
  const k = layers.findIndex(({ tied }) => tied !== undefined);
  if (k >= 0 && scoresTied !== true)
    throw new ValueError(
      who,
      `a strategy that scores a matrix of several layers, as that of layers ${layers[k].tied} and ${k}`,
      name,
    );
}

/** The inputs and targets that a strategy uses. */
export function draw(
  who: string,
  inputs: Tensor,
  targets: Tensor | undefined,
  { samples, random }: Pick<SampleOptions, "samples" | "random">,
): Pick<Calibration, "inputs" | "targets"> {
  const [N] = inputs.shape;
  if (samples === undefined) return { inputs, targets };
  if (!Number.isInteger(samples) || samples < 1 || samples > N)
    throw new ValueError(who, `samples to be a whole number from 1 to ${N}`, show(samples));
  if (typeof random !== "function")
    throw new ValueError(
      who,
      "a random stream to draw samples with",
      random === undefined ? "none" : show(random),
    );
  const chosen = permutation(N, random).subarray(0, samples);
  return { inputs: takeRows(inputs, chosen), targets: targets && takeRows(targets, chosen) };
}

/** Rows of numbers are arrays. */
export const isTensor = (value: Tensor | Nested): value is Tensor =>
  typeof value === "object" && !Array.isArray(value);
