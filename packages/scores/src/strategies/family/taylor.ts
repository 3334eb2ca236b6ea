import { lossGradients } from "@espalier/network";
import type { LossName, Network, Work } from "@espalier/network";
import { placesOfMatrices, required } from "@espalier/network/internal";
import { rows, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../../method/by-matrix.ts";
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
  scoresTied: true,
  needsTargets: true,
  *score(network, calibration) {
    const sums = network.layers.map(({ weight }) => new Float64Array(weight.data.length));
    const batches = yield* eachBatch(network, { who: "taylor", ...calibration }, (slopes) => {
      for (const [k, { data: W }] of network.layers.map(({ weight }) => weight).entries())
        for (let ij = 0; ij < W.length; ij++) sums[k][ij] += (W[ij] * slopes[k].data[ij]) ** 2;
    });
    return scoresByMatrix(network.layers, ({ weight: { shape } }, uses) => {
      const importance = { shape, data: sums[uses[0]].map((sum) => sum / batches) };
      return uses.map(() => ({ importance, compensation: zeros(shape) }));
    });
  },
};

/** Calls a function with ∂ℓ/∂W of each layer, once for each minibatch; returns how many. */
export function* eachBatch(
  network: Network,
  { who, inputs, targets, loss }: Calibration & { readonly who?: string | undefined },
  visit: (slopes: readonly Tensor[]) => void,
): Work<number> {
  const name = who ?? "taylor";
  const T = required(name, "taylor", "targets", targets);
  const lossName: LossName = required(name, "taylor", "a loss", loss);
  const gradientsOf = lossGradients(lossName);
  const places = placesOfMatrices(network);
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
