import { largestOf } from "@espalier/network/internal";
import { parametersOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { ValueError } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { ChunkwiseStrategy } from "../strategies/strategy.ts";
import type { PassInput, PassResult } from "../streaming/pass.ts";
import type { LayerScale, Scales } from "./layer-scale.ts";
import { areSurelyOrdinary, isOrdinary, scaled } from "./scales.ts";
import type { LayerScores } from "./score.ts";

/**
 * The scores of a strategy from the result of its passes. Where these had scales, x · 2^a and g · 2^b, the strategy scores the weights W · 2^c:
 *
 *     I_ij · 2^(2 (a + b + c))        δ_ij · 2^(a + c)        μ_ij · 2^a
 *
 * Compensations are taken back to their own unit, and importances to one unit for all layers, in which the largest is near 2^900. So weights whose
 * importances differ by up to 2^1900 are ranked.
 */
export function scoresInScales(
  strategy: ChunkwiseStrategy,
  input: PassInput,
  result: PassResult,
  scales: Scales,
): LayerScores[] {
  if (strategy.squares === undefined) {
    const scores = strategy.scores(input, result);
    refuseLost(input.who, strategy.name, scales, dataOf(scores));
    return scores;
  }
  if (input.network.layers.some(({ tied }) => tied !== undefined))
    throw new ValueError(
      input.who,
      "numbers whose squares are in range, where several layers use one matrix",
      showExtreme(scales),
    );
  const { layers } = input.network;
  const network: Network = {
    ...input.network,
    layers: layers.map((layer, k) => ({ ...layer, weight: scaled(layer.weight, scales.layers[k].weight) })),
  };
  const scores = strategy.scores({ ...input, network }, result);
  const exponents = scales.layers.map((scale) => exponentOf(strategy, scales, scale));
  const highest = scores.map(({ importance }, k) => Math.log2(largestOf(importance.data)) - exponents[k]);
  const common = 2 * Math.floor((LARGEST - Math.max(...highest)) / 2);
  // Where all are 0 or one is not a number, no factor helps.
  const isRanked = strategy.squares !== "ratios" && Number.isFinite(common);
  return scores.map(({ importance, compensation, rows, ...rest }, k) => {
    const { input: a, weight: c } = scales.layers[k];
    return {
      ...rest,
      ...(isRanked && { exponent: common }),
      importance: isRanked
        ? { shape: importance.shape, data: importance.data.map((I) => shifted(I, common - exponents[k])) }
        : importance,
      compensation: { shape: compensation.shape, data: compensation.data.map((d) => shifted(d, -a - c)) },
      ...(rows && { rows: { ...rows, mean: scaled(rows.mean, -a) } }),
    };
  });
}

const LARGEST = 900;

/** Scores, with their importances in the unit of others. */
export const inUnitOf = ({ exponent }: LayerScores, scores: LayerScores): LayerScores => {
  const more = (exponent ?? 0) - (scores.exponent ?? 0);
  const { shape, data } = scores.importance;
  return more === 0
    ? scores
    : { ...scores, exponent, importance: { shape, data: data.map((I) => shifted(I, more)) } };
};

/**
 * Refuses importances without scales that are all 0 or have lost digits, or of which one is infinite: their order means nothing.
 *
 * @throws ValueError naming a layer and the sizes of its numbers
 */
export function refuseLost(
  who: string,
  strategy: string,
  scales: Scales,
  importances: readonly Data[],
): void {
  if (!areLost(importances) && importances.every((each) => largestOf(each) < Infinity)) return;
  throw new ValueError(
    who,
    `importances by ${strategy} that f64 can hold, of a network or inputs times a power of two`,
    `${showExtreme(scales)}, where ${areLost(importances) ? "all are below 2^-1000" : "one is infinite"}`,
  );
}

const areLost = (importances: readonly Data[]): boolean =>
  importances.every((each) => largestOf(each) < 2 ** -1000);

/**
 * Refuses scores of statistics that {@link refuseLost} would refuse; no samples can give their scales.
 *
 * @param inputs [1, d_0], as large as the samples
 * @throws ValueError
 */
export function checkNotLost(
  who: string,
  network: Network,
  scores: readonly LayerScores[],
  inputs: Tensor,
): void {
  if (!areLost(dataOf(scores)) || areSurelyOrdinary(parametersOf(network), inputs)) return;
  throw new ValueError(
    who,
    "importances that f64 can hold, of a network or inputs times a power of two",
    "statistics by which all are below 2^-1000",
  );
}

const dataOf = (scores: readonly LayerScores[]): Data[] => scores.map(({ importance: { data } }) => data);

/** The exponent of the importances of a layer. */
function exponentOf(
  { squares }: ChunkwiseStrategy,
  { outputs }: Scales,
  { input: a, sensitivity: b, weight: c }: LayerScale,
): number {
  if (squares === "differences") return 2 * outputs;
  return squares === "signals" ? 2 * (a + c) : 2 * (a + b + c);
}

/** x · 2^exponent, of an exponent that may itself be out of range. */
function shifted(x: number, exponent: number): number {
  const step = Math.max(-1000, Math.min(1000, exponent));
  return step === exponent ? x * 2 ** exponent : shifted(x * 2 ** step, exponent - step);
}

/** The first layer that needs a scale, in words. */
export function showExtreme({ layers }: Scales): string {
  const k = layers.findIndex((layer) => !isOrdinary(layer));
  const { input, sensitivity, weight } = layers[k];
  return `inputs near 2^${-input}, sensitivities near 2^${-sensitivity} and weights near 2^${-weight} in layer ${k}`;
}
