import { zeros } from "@espalier/tensor";
import { lossGradients } from "../gradient.ts";
import { parametersOf } from "../network.ts";
import { chunks } from "../samples.ts";
import { finiteScores } from "../score.ts";
import { required } from "./strategy.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** |W_ij ∂Loss/∂W_ij|, with the gradient of the mean loss over all samples; without compensation. */
export const gradientMagnitude: ScoringStrategy = {
  kind: "score",
  name: "gradient-magnitude",
  needsTargets: true,
  *score(network, { inputs, targets, loss }) {
    const gradientsOf = lossGradients(required("gradient-magnitude", "a loss", loss));
    const [N] = inputs.shape;
    const sums = network.layers.map(({ weight }) => zeros(weight.shape));
    let done = 0;
    for (const [X, T] of chunks(inputs, required("gradient-magnitude", "targets", targets))) {
      const { gradients } = gradientsOf(network, { inputs: X, targets: T });
      const share = X.shape[0] / N; // the gradient is that of a mean
      for (const [k, { weight }] of network.layers.entries()) {
        const { data } = gradients[parametersOf(network).indexOf(weight)];
        for (let ij = 0; ij < data.length; ij++) sums[k].data[ij] += data[ij] * share;
      }
      yield { stage: "scores", done: (done += X.shape[0]), total: N };
    }
    return network.layers.map(({ weight: { shape, data } }, k) => {
      const importance = sums[k];
      for (let ij = 0; ij < data.length; ij++) importance.data[ij] = Math.abs(data[ij] * importance.data[ij]);
      return finiteScores(`gradient-magnitude: layer ${k}`, { importance, compensation: zeros(shape) });
    });
  },
};
