import { layerInputs } from "@espalier/network";
import type { Layer } from "@espalier/network";
import { asUsed, isChain } from "@espalier/network/internal";
import type { Tensor } from "@espalier/tensor";
import type { Moments } from "../../method/moments.ts";
import { inputMomentsPass } from "../../method/passes.ts";
import { scaled } from "../../method/scales.ts";
import { addArrays } from "../../streaming/pass.ts";
import type { Pass, PassInput, PassResult } from "../../streaming/pass.ts";
import type { ScoringStrategy } from "../strategy.ts";
import { alongPaths } from "./along-paths.ts";
import { byForward } from "./by-forward.ts";
import { byGraph } from "./by-graph.ts";
import type { OutputChanges } from "./output-changes.ts";

/**
 * The mean square change of the outputs when W_ij is removed and b_i gains δ_ij = W_ij E[x_j],
 * computed exactly, one weight at a time. `nonlinearDefinition` is the formula itself.
 *
 * Removing one weight changes one signal, by W_ij (E[x_j] − x_j), so only the rest of the network is computed again.
 *
 * @see arXiv:2602.20467v1 (3)
 */
export const nonlinear: ScoringStrategy = {
  kind: "score",
  name: "nonlinear",
  predictsChange: true,
  squares: "differences",
  scoresTied: true,
  // The means first, at a negligible cost.
  passes: [(input) => ({ ...inputMomentsPass(input), costs: [0] }), changesPass],
  scores: ({ network: { layers } }, { total: { means, importance } }: PassResult<Changes>) =>
    layers.map((layer, k) => {
      const { shape, data } = layer.weight;
      const first = layer.tied ?? k;
      return {
        importance: asUsed(layer, { shape: layers[first].weight.shape, data: importance[first] }),
        compensation: { shape, data: Float64Array.from(data, (W_ij, ij) => W_ij * means[k][ij % shape[1]]) },
      };
    }),
};

/** The mean square changes of the outputs so far. */
interface Changes {
  /** E[x_j] of each layer, in its scale */
  readonly means: readonly Tensor["data"][];
  /** [i, j] of each layer */
  readonly importance: Float64Array[];
}

/** The contribution of the samples of a chunk to the importances of the weights of one neuron. */
interface NeuronChanges {
  readonly k: number;
  readonly i: number;
  readonly changes: Float64Array;
}

/** A pass for the mean square changes, neuron by neuron. */
function changesPass({ network, scales }: PassInput, before: PassResult): Pass<NeuronChanges, Changes> {
  const { layers } = network;
  const { samples, total } = before as PassResult<Moments[]>; // of the first pass
  const means = total.map(({ mean }) => mean.data);
  const known = total.map(({ mean }, k) => scaled(mean, scales && -scales.layers[k].input).data);
  const neurons = layers.flatMap(({ weight, tied }, k) =>
    Array.from({ length: tied === undefined ? weight.shape[0] : 0 }, (_, i) => ({
      k,
      i,
      J: weight.shape[1],
    })),
  );
  return {
    costs: neurons.map(({ J }) => J),
    map({ inputs }) {
      const changesOf =
        isChain(network) && scales === undefined
          ? byChain(layers, inputs, known)
          : byGraph(network, inputs, known, scales?.outputs);
      let prepared: { k: number; squaredChanges: OutputChanges } | undefined;
      return (piece) => {
        const { k, i } = neurons[piece];
        if (prepared?.k !== k) prepared = { k, squaredChanges: changesOf(k) };
        return { k, i, changes: prepared.squaredChanges(i).map((change) => change / samples) };
      };
    },
    initial: () => ({ means, importance: layers.map(({ weight }) => new Float64Array(weight.data.length)) }),
    reduce(sums, { k, i, changes }) {
      const I_i = sums.importance[k].subarray(i * changes.length, (i + 1) * changes.length);
      for (let j = 0; j < changes.length; j++) I_i[j] += changes[j];
      return sums;
    },
    merge(a, b) {
      addArrays(a.importance, b.importance);
      return a;
    },
  };
}

/** For a chain: the rest of the network from the changed layer on. */
function byChain(
  layers: readonly Layer[],
  inputs: Tensor,
  means: readonly Tensor["data"][],
): (k: number) => OutputChanges {
  const received = layerInputs({ layers }, inputs);
  return (k) => {
    const [behind, X, mean] = [layers.slice(k), received[k], means[k]];
    return alongPaths(behind, X, mean) ?? byForward(behind, X, mean);
  };
}
