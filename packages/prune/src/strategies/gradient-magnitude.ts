import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { lossGradients } from "../network/gradient.ts";
import { parametersOf } from "../network/network.ts";
import { inPasses } from "../streaming/passes.ts";
import type { Gathered, Pass, Passes } from "../streaming/passes.ts";
import { CHUNK } from "../network/samples.ts";
import { finiteScores } from "../method/score.ts";
import { required } from "./strategy.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** Σ_n ∂Loss_n/∂W_ij / CHUNK of each layer. The gradient of a chunk is a mean; the sum over a whole chunk may overflow. */
type Sums = Float64Array[];

const passes: Passes = {
  steps: [
    ({ network, loss }): Pass<Sums, Sums> => {
      const gradientsOf = lossGradients(required("gradient-magnitude", "a loss", loss));
      const places = network.layers.map(({ weight }) => parametersOf(network).indexOf(weight));
      return {
        costs: [1],
        open: (chunk) => () => {
          const targets = required("gradient-magnitude", "targets", chunk.targets);
          const { gradients } = gradientsOf(network, { inputs: chunk.inputs, targets });
          const share = chunk.inputs.shape[0] / CHUNK;
          return places.map((place) => Float64Array.from(gradients[place].data, (each) => each * share));
        },
        start: network.layers.map(({ weight }) => new Float64Array(weight.data.length)),
        add(sums, part) {
          for (const [k, sum] of sums.entries())
            for (let ij = 0; ij < sum.length; ij++) sum[ij] += part[k][ij];
          return sums;
        },
      };
    },
  ],
  finish: ({ network }, { samples, total }: Gathered<Sums>) =>
    network.layers.map(({ weight: { shape, data } }, k) => {
      const mean = (ij: number): number => total[k][ij] / (samples / CHUNK);
      const importance: Tensor = {
        shape,
        data: Float64Array.from(data, (W_ij, ij) => Math.abs(W_ij * mean(ij))),
      };
      return finiteScores(`gradient-magnitude: layer ${k}`, { importance, compensation: zeros(shape) });
    }),
};

/** |W_ij ∂Loss/∂W_ij|, with the gradient of the mean loss over all samples; without compensation. */
export const gradientMagnitude: ScoringStrategy = {
  kind: "score",
  name: "gradient-magnitude",
  needsTargets: true,
  passes,
  score: inPasses(passes),
};
