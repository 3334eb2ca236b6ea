import type { Tensor } from "@espalier/tensor";
import type { Moments } from "../../method/moments.ts";
import { layerInputs } from "../../network/network.ts";
import type { Layer, Network } from "../../network/network.ts";
import { inPasses } from "../../streaming/passes.ts";
import type { Gathered, Pass, Passes } from "../../streaming/passes.ts";
import { finiteScores } from "../../method/score.ts";
import { inputMoments } from "../from-statistics.ts";
import type { ScoringStrategy } from "../strategy.ts";
import { alongPaths } from "./along-paths.ts";
import { byForward } from "./by-forward.ts";

/** E[x_j] of each layer. */
type Means = readonly Tensor["data"][];

/** The mean square changes so far. */
interface Changes {
  readonly means: Means;
  /** [i, j] of each layer */
  readonly importance: readonly Float64Array[];
}

/** What the samples of a chunk add to the importances of the weights of one neuron. */
interface NeuronChanges {
  readonly k: number;
  readonly i: number;
  readonly changes: Float64Array;
}

function outputChanges(
  { layers }: Network,
  { samples, total }: Gathered<Moments[]>,
): Pass<NeuronChanges, Changes> {
  const means = total.map(({ mean }) => mean.data);
  const neurons = layers.flatMap(({ weight }, k) =>
    Array.from({ length: weight.shape[0] }, (_, i) => ({ k, i, J: weight.shape[1] })),
  );
  return {
    costs: neurons.map(({ J }) => J),
    open({ inputs }) {
      const received = layerInputs({ layers }, inputs);
      let prepared: { k: number; squaredChanges: OutputChanges } | undefined;
      return (piece) => {
        const { k, i } = neurons[piece];
        if (prepared?.k !== k)
          prepared = { k, squaredChanges: squaredChangesBehind(layers.slice(k), received[k], means[k]) };
        return { k, i, changes: prepared.squaredChanges(i).map((change) => change / samples) };
      };
    },
    start: { means, importance: layers.map(({ weight }) => new Float64Array(weight.data.length)) },
    add(sums, { k, i, changes }) {
      const I_i = sums.importance[k].subarray(i * changes.length, (i + 1) * changes.length);
      for (let j = 0; j < changes.length; j++) I_i[j] += changes[j];
      return sums;
    },
  };
}

/**
 * From a neuron i of the first of some layers to Σ_n ‖y′ − y‖² for each of its weights W_ij: the change of their outputs
 * when it is removed and its mean input goes to the bias. Overwritten by the next call.
 */
export type OutputChanges = (i: number) => Float64Array;

/**
 * @param input X [n, j] of the first layer
 * @param mean E[x_j]
 */
const squaredChangesBehind = (layers: readonly Layer[], input: Tensor, mean: Tensor["data"]): OutputChanges =>
  alongPaths(layers, input, mean) ?? byForward(layers, input, mean);

/** A pass for the means, and one for what moving each weight's share to the bias does, neuron by neuron. */
const passes: Passes = {
  steps: [
    // Nothing against what follows.
    ({ network }) => inputMoments(network, 0),
    // Found by the pass above.
    ({ network }, before) => outputChanges(network, before as Gathered<Moments[]>),
  ],
  finish: ({ network }, { total: { means, importance } }: Gathered<Changes>) =>
    network.layers.map(({ weight: { shape, data } }, k) =>
      finiteScores(`nonlinear: layer ${k}`, {
        importance: { shape, data: importance[k] },
        compensation: { shape, data: Float64Array.from(data, (W_ij, ij) => W_ij * means[k][ij % shape[1]]) },
      }),
    ),
};

/**
 * The brute force: the mean square change of the outputs when W_ij is removed and b_i gains δ_ij = W_ij E[x_j],
 * evaluated exactly, one weight at a time.
 *
 * Removing one weight changes one signal, by W_ij (E[x_j] − x_j), so only what lies downstream is computed again.
 *
 * @see arXiv:2602.20467v1 (3)
 */
export const nonlinear: ScoringStrategy = {
  kind: "score",
  name: "nonlinear",
  predictsChange: true,
  passes,
  score: inPasses(passes),
};
