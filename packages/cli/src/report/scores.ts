import type { LayerScores } from "@espalier/prune";

/** A summary of the scores of a network. */
export interface ScoreSummary {
  /** One entry per layer. */
  readonly layers: readonly LayerSummary[];
  /** Σ_i I_ij over the neurons of the first layer, one entry per input. */
  readonly inputs: readonly number[];
  /** The exponent of the first decade of the histograms: it counts 10^first ≤ I < 10^(first + 1). */
  readonly firstDecade: number;
  /** Only where importances are out of range: all importances are times 2^exponent. */
  readonly exponent?: number | undefined;
}

/** A summary of the importances I of a layer. */
export interface LayerSummary {
  /** The number of weights. */
  readonly weights: number;
  /** The smallest I. */
  readonly lowest: number;
  /** The median of I. */
  readonly median: number;
  /** The largest I. */
  readonly highest: number;
  /** Σ I */
  readonly total: number;
  /** The number of weights of importance 0. */
  readonly free: number;
  /** The number of importances in each decade. */
  readonly histogram: readonly number[];
}

/** Summarises scores for a report or a picture. */
export function summaryOf(scores: readonly LayerScores[]): ScoreSummary {
  const importances = scores.map(({ importance }) => Float64Array.from(importance.data).toSorted());
  const decades = importances.flatMap((sorted) => {
    const positive = sorted.filter(isCounted);
    return positive.length === 0 ? [] : [decadeOf(positive[0]), decadeOf(positive[positive.length - 1])];
  });
  const [first, last] = decades.length === 0 ? [0, -1] : [Math.min(...decades), Math.max(...decades)];
  return {
    layers: importances.map((sorted) => summarise(sorted, first, last)),
    inputs: inputImportances(scores[0]),
    firstDecade: first,
    ...(scores[0].exponent !== undefined && { exponent: scores[0].exponent }),
  };
}

function summarise(sorted: Float64Array, first: number, last: number): LayerSummary {
  const histogram = Array.from({ length: last - first + 1 }, () => 0);
  for (const I of sorted) if (isCounted(I)) histogram[decadeOf(I) - first]++;
  return {
    weights: sorted.length,
    lowest: sorted[0],
    median: sorted[Math.floor((sorted.length - 1) / 2)],
    highest: sorted[sorted.length - 1],
    total: sorted.reduce((sum, I) => sum + I, 0),
    free: sorted.filter((I) => I === 0).length,
    histogram,
  };
}

/** A strategy may protect a weight by Infinity, and may give importances below 0. */
const isCounted = (I: number): boolean => I > 0 && I < Infinity;

const decadeOf = (I: number): number => Math.floor(Math.log10(I));

function inputImportances({ importance: { shape, data } }: LayerScores): number[] {
  const [I, J] = shape;
  const inputs = Array.from({ length: J }, () => 0);
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) inputs[j] += data[i * J + j];
  return inputs;
}
