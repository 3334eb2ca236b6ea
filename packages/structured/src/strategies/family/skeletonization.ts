import type { LossName } from "@espalier/network";
import { required } from "@espalier/network/internal";
import type { Pass, PassOf } from "@espalier/scores";
import { addArrays, batchSensitivities } from "@espalier/scores/internal";
import { kernels, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inChunks } from "../../units/unit-strategy.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * Skeletonization: the relevance of a unit is the growth of the error when the unit is switched off, to first order. With a gate α_j on
 * x_j and E = Σ_n Σ_m |t_m − y_m|,
 *
 *     ρ_j = −∂E/∂α_j at α = 1 = Σ_n Σ_m sign(t_m − y_m) h_mj x_j        h_mj = ∂NN_m/∂x_j
 *
 * The units of smallest |ρ_j| go. E is linear, not squared, since the derivative of a square vanishes as the fit improves.
 *
 * Read in the sources of SNNS, which rank by |ρ_j|; whether the paper ranks ρ_j itself is not known to us. The paper averages ρ over epochs
 * of training, ρ̂ ← 0.8 ρ̂ + 0.2 ρ; here the network is trained already and there is nothing to average. Outputs are linear. With the loss
 * `softmax-cross-entropy`, which the paper predates, y is the softmax of the outputs and t is one-hot; that is our choice.
 *
 * @see Mozer & Smolensky 1988, "Skeletonization: a technique for trimming the fat from a network via relevance assessment"
 */
export const skeletonization: UnitStrategy = inChunks(
  { name: "skeletonization", needsTargets: true, compensation: "none" },
  {
    passes: (layers) => [relevancePass(layers)],
    scores: (_, __, { total }) => (total as Float64Array[]).map((rho) => rho.map(Math.abs)), // of this pass
  },
);

/** ρ_j of each layer: a sum over the samples. */
const relevancePass =
  (layers: readonly number[]): PassOf =>
  ({ who, network, loss }): Pass<Float64Array[], Float64Array[]> => {
    const name = required(who, "skeletonization", "a loss", loss);
    const nothing = (): Float64Array[] =>
      layers.map((k) => new Float64Array(network.layers[k].weight.shape[1]));
    return {
      costs: [1],
      map:
        ({ inputs, targets }) =>
        () => {
          const T = required(who, "skeletonization", "targets", targets);
          const relevance = nothing();
          const batch = batchSensitivities(network, inputs);
          const f = errorSlope(batch.outputs, T, name);
          for (const [at, { byInput }] of batch.towards(f, layers).entries())
            addProducts(relevance[at], byInput, batch.inputs[layers[at]]);
          return relevance;
        },
      initial: nothing,
      reduce: addArrays,
      merge: addArrays,
    };
  };

/** −∂E/∂y: sign(t − y), and for classes p ⊙ (s − p·s) with s = sign(t − p). */
function errorSlope(y: Tensor, t: Tensor, loss: LossName): Tensor {
  const [N, M] = y.shape;
  const f = zeros([N, M]);
  const P = zeros([N, M]);
  if (loss === "softmax-cross-entropy") kernels().softmax({ X: y.data, length: M, step: 1, P: P.data });
  for (let n = 0; n < N; n++) {
    const row = y.data.subarray(n * M, (n + 1) * M);
    if (loss === "softmax-cross-entropy") {
      const p = Float64Array.from(P.data.subarray(n * M, (n + 1) * M));
      const s = p.map((each, m) => Math.sign(Number(t.data[n] === m) - each));
      const mean = p.reduce((sum, each, m) => sum + each * s[m], 0);
      for (let m = 0; m < M; m++) f.data[n * M + m] = p[m] * (s[m] - mean);
    } else for (let m = 0; m < M; m++) f.data[n * M + m] = Math.sign(t.data[n * M + m] - row[m]);
  }
  return f;
}

/** Adds Σ_n h_nj x_nj. */
function addProducts(total: Float64Array, { data: h }: Tensor, { data: x }: Tensor): void {
  for (let nj = 0; nj < h.length; nj++) total[nj % total.length] += h[nj] * x[nj];
}
