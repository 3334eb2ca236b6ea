import { rows, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { lossGradients } from "../../network/gradient.ts";
import type { LossName } from "../../network/loss.ts";
import { parametersOf } from "../../network/network.ts";
import type { Network } from "../../network/network.ts";
import { required } from "../../network/required.ts";
import type { Work } from "../../streaming/progress.ts";
import type { UnitStrategy } from "../../structured/unit-strategy.ts";
import type { Calibration, WholeStrategy } from "../strategy.ts";

/** Samples of a minibatch. Over all samples the gradient of a trained network is nearly 0, and the score would be noise. */
const BATCH = 128;

/**
 * First-order Taylor: the squared change of the loss when a weight goes, to first order, (W_ij ∂ℓ/∂W_ij)², averaged over minibatches.
 *
 * Read in the authors' code; minibatches of 128 samples and one pass over them are our choice.
 *
 * @see Molchanov, Mallya, Tyree, Frosio & Kautz 2019, "Importance estimation for neural network pruning", arXiv:1906.10771
 */
export const taylor: WholeStrategy = {
  kind: "score",
  name: "taylor",
  needsTargets: true,
  *score(network, calibration) {
    const sums = network.layers.map(({ weight }) => new Float64Array(weight.data.length));
    const batches = yield* eachBatch(network, { who: "taylor", ...calibration }, (slopes) => {
      for (const [k, { data: W }] of network.layers.map(({ weight }) => weight).entries())
        for (let ij = 0; ij < W.length; ij++) sums[k][ij] += (W[ij] * slopes[k].data[ij]) ** 2;
    });
    return network.layers.map(({ weight: { shape } }, k) => ({
      importance: { shape, data: sums[k].map((sum) => sum / batches) },
      compensation: zeros(shape),
    }));
  },
};

/**
 * The same for units, with a gate z_j = 1 on each: (∂ℓ/∂z_j)², averaged over minibatches, where
 *
 *     ∂ℓ/∂z_j = Σ_n x_nj ∂ℓ/∂x_nj = Σ_i W_ij ∂ℓ/∂W_ij
 *
 * Of the two scores of the authors' code for units we take the gate.
 */
export const unitTaylor: UnitStrategy = {
  kind: "units",
  name: "taylor",
  needsTargets: true,
  compensation: "none",
  *score(network, calibration) {
    const { layers } = calibration;
    const sums = layers.map((k) => new Float64Array(network.layers[k].weight.shape[1]));
    const batches = yield* eachBatch(network, calibration, (slopes) => {
      for (const [at, k] of layers.entries()) {
        const { data: W, shape } = network.layers[k].weight;
        const [I, J] = shape;
        for (let j = 0; j < J; j++) {
          let slope = 0;
          for (let i = 0; i < I; i++) slope += W[i * J + j] * slopes[k].data[i * J + j];
          sums[at][j] += slope ** 2;
        }
      }
    });
    return sums.map((sum) => sum.map((each) => each / batches));
  },
};

/** Calls a function with ∂ℓ/∂W of each layer, once for each minibatch; returns how many. */
function* eachBatch(
  network: Network,
  { who, inputs, targets, loss }: Calibration & { readonly who?: string | undefined },
  visit: (slopes: readonly Tensor[]) => void,
): Work<number> {
  const name = who ?? "taylor";
  const T = required(name, "taylor", "targets", targets);
  const lossName: LossName = required(name, "taylor", "a loss", loss);
  const gradientsOf = lossGradients(lossName);
  const places = network.layers.map(({ weight }) => parametersOf(network).indexOf(weight));
  const [N] = inputs.shape;
  let batches = 0;
  for (let from = 0; from < N; from += BATCH) {
    const to = Math.min(from + BATCH, N);
    const batch = { inputs: rows(inputs, from, to), targets: rows(T, from, to) };
    const { gradients } = gradientsOf(network, batch);
    visit(places.map((place) => gradients[place]));
    batches++;
    yield { stage: "scores", done: to, total: N };
  }
  return batches;
}
