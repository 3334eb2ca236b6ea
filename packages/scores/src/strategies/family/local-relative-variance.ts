import type { Layer, Network } from "@espalier/network";
import { usesOf } from "@espalier/network/internal";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../../method/by-matrix.ts";
import { noMoments } from "../../method/moments.ts";
import type { Moments } from "../../method/moments.ts";
import { addMoments } from "../../method/passes.ts";
import { runningMoments, varianceOf } from "../../method/running-moments.ts";
import { scaled } from "../../method/scales.ts";
import type { Scales } from "../../method/layer-scale.ts";
import { batchSensitivities } from "../../method/sensitivities.ts";
import type { Pass, PassInput, PassResult } from "../../streaming/pass.ts";
import type { ScoringStrategy } from "../strategy.ts";

/**
 * Variance nullity, weight by weight and within each neuron: with ϑ_ij = (1/M) Σ_m ∂NN_m/∂W_ij = ḡ_i x_j, summed over the uses of the matrix, and its variance σ²_ij over the
 * samples,
 *
 *     LRV_ij = σ²_ij / Σ_l σ²_il
 *
 * over the weights that enter neuron i; those of smallest LRV go, or all below a threshold. Recalled: the paper joins this variance with an
 * algorithm that compares weights within such subgroups. The importance compares all neurons together, as the ratio does. A neuron
 * whose variances are all 0 has 0 everywhere. A weight that is 0 enters no neuron: it has 0, so that pruning again removes nothing else. For classes, the loss `softmax-cross-entropy`, the mean of the derivatives of the logits stands
 * for the outputs.
 *
 * @see Fnaiech, Abid, Fnaiech & Cheriet 2004, "A fast feedforward training algorithm and pruning based on a local relative variance"; Ponnapalli, Ho & Thomson 1999, "A formal selection and pruning algorithm for feedforward artificial neural network optimization"
 */
export const localRelativeVariance: ScoringStrategy = {
  kind: "score",
  name: "local-relative-variance",
  squares: "ratios",
  scoresTied: true,
  passes: [sensitivityMomentsPass],
  scores: ({ network: { layers } }, { total }: PassResult<Moments[]>) =>
    scoresByMatrix(layers, ({ weight: { shape, data } }, uses) => {
      const [I, J] = shape;
      const variance = varianceOf(total[uses[0]]).map((each, ij) => (data[ij] === 0 ? 0 : each));
      const importance = zeros(shape);
      for (let i = 0; i < I; i++) {
        const own = variance.subarray(i * J, (i + 1) * J);
        const sum = own.reduce((all, each) => all + each, 0);
        if (sum > 0) for (let j = 0; j < J; j++) importance.data[i * J + j] = own[j] / sum;
      }
      return uses.map(() => ({ importance, compensation: zeros(shape) }));
    }),
};

/** A pass for the moments of ϑ_ij, matrix by matrix; a use of the matrix of another layer has none. */
function sensitivityMomentsPass({ network, scales }: PassInput): Pass<Moments[], Moments[]> {
  const sizeOf = ({ weight, tied }: Layer): number => (tied === undefined ? weight.data.length : 0);
  return {
    costs: [1],
    map:
      ({ inputs }) =>
      () =>
        momentsOfSensitivities(network, inputs, scales),
    initial: () => network.layers.map((layer) => noMoments(1, sizeOf(layer))),
    reduce: addMoments,
    merge: addMoments,
  };
}

function momentsOfSensitivities(network: Network, X: Tensor, scales: Scales | undefined): Moments[] {
  const batch = batchSensitivities(network, X);
  const [n, M] = batch.outputs.shape;
  const f = { shape: [n, M], data: new Float64Array(n * M).fill(1 / M) };
  const sensitivities = batch.towards(f, [...network.layers.keys()]);
  const scaledUses = sensitivities.map(({ bySignal }, k) => [
    scaled(bySignal, scales?.layers[k].sensitivity),
    scaled(batch.inputs[k], scales?.layers[k].input),
  ]);
  return network.layers.map(({ weight, tied }, k) => {
    if (tied !== undefined) return noMoments(1, 0);
    const uses = usesOf(network.layers, k);
    const [I, J] = weight.shape;
    const { add, moments } = runningMoments(I * J);
    const row = zeros([1, I * J]);
    for (let s = 0; s < n; s++) {
      row.data.fill(0);
      for (const use of uses) {
        const [{ data: g }, { data: x }] = scaledUses[use];
        const isTransposed = network.layers[use].transposed === true;
        for (let i = 0; i < I; i++)
          for (let j = 0; j < J; j++)
            row.data[i * J + j] += isTransposed ? g[s * J + j] * x[s * I + i] : g[s * I + i] * x[s * J + j];
      }
      add(row);
    }
    return moments;
  });
}
