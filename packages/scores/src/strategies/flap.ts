import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inputMomentsPass } from "../method/passes.ts";
import type { Moments } from "../method/moments.ts";
import type { PassResult } from "../streaming/pass.ts";
import { scoresByMean } from "./mean-replacement.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * The fluctuation score of FLAP, WIFV, for single weights. FLAP removes input j of a layer from all neurons at once, by
 * Var(x_j) ‖W_:j‖²; the share of one weight in that is Var(x_j) W_ij². As in FLAP, the scores of a layer are standardised before
 * all layers are ranked together, and the bias gains W_ij E[x_j].
 *
 * Within a layer this is the order of `mean-replacement`; only the number of weights removed from each layer differs. FLAP divides by N − 1
 * in place of N, which makes no difference after standardising. A weight that is already 0 has the lowest score of all layers, so that
 * pruning a pruned network again removes the same weights.
 *
 * @see arXiv:2312.11983
 */
export const flap: ScoringStrategy = {
  kind: "score",
  name: "flap",
  squares: "ratios",
  scoresTied: true,
  passes: [inputMomentsPass],
  scores({ network: { layers } }, { total: moments }: PassResult<Moments[]>) {
    const scores = scoresByMean(layers, moments).map(({ importance, compensation }) => ({
      importance: standardised(importance),
      compensation,
    }));
    const lowest = Math.min(...scores.map(({ importance }) => minimum(importance.data)));
    for (const [k, { weight }] of layers.entries()) {
      const { data } = scores[k].importance;
      for (let ij = 0; ij < data.length; ij++) if (weight.data[ij] === 0) data[ij] = lowest;
    }
    return scores;
  },
};

/** (S − mean) / standard deviation, over all entries, each ≥ 0; 0 where all are equal. */
function standardised({ shape, data }: Tensor): Tensor {
  const n = data.length;
  const largest = maximum(data);
  if (minimum(data) === largest) return zeros(shape);
  // Divided by the largest, so that no sum overflows.
  const S = new Float64Array(n);
  for (let ij = 0; ij < n; ij++) S[ij] = data[ij] / largest;
  const mean = sum(S) / n;
  let squares = 0;
  for (let ij = 0; ij < n; ij++) squares += (S[ij] - mean) ** 2;
  const deviation = Math.sqrt(squares / n);
  for (let ij = 0; ij < n; ij++) S[ij] = (S[ij] - mean) / deviation;
  return { shape, data: S };
}

function maximum(values: Tensor["data"]): number {
  let largest = 0;
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, values[at]);
  return largest;
}

function minimum(values: Tensor["data"]): number {
  let smallest = Infinity;
  for (let at = 0; at < values.length; at++) smallest = Math.min(smallest, values[at]);
  return smallest;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}
