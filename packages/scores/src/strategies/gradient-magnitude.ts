import { lossGradients, CHUNK } from "@espalier/network";
import { placesOfMatrices, required } from "@espalier/network/internal";
import { zeros } from "@espalier/tensor";
import { scoresByMatrix } from "../method/by-matrix.ts";
import { addArrays } from "../streaming/pass.ts";
import type { Pass, PassInput, PassResult } from "../streaming/pass.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** |W_ij ∂Loss/∂W_ij|, with the gradient of the mean loss over all samples; without compensation. */
export const gradientMagnitude: ScoringStrategy = {
  kind: "score",
  name: "gradient-magnitude",
  scoresTied: true,
  needsTargets: true,
  passes: [gradientPass],
  scores: ({ network: { layers } }, { samples, total }: PassResult<Sums>) =>
    scoresByMatrix(layers, ({ weight: { shape, data } }, uses) => {
      const [k] = uses;
      const importance = zeros(shape);
      for (let ij = 0; ij < data.length; ij++)
        importance.data[ij] = Math.abs(data[ij] * (total[k][ij] / (samples / CHUNK)));
      return uses.map(() => ({ importance, compensation: zeros(shape) }));
    }),
};

/** Σ_n ∂Loss_n/∂W_ij / CHUNK of each layer. The gradient of a chunk is a mean; the sum over a whole chunk may overflow. */
type Sums = Float64Array[];

function gradientPass({ who, network, loss }: PassInput): Pass<Sums, Sums> {
  const gradientsOf = lossGradients(required(who, "gradient-magnitude", "a loss", loss));
  const places = placesOfMatrices(network);
  return {
    costs: [1],
    map: (chunk) => () => {
      const targets = required(who, "gradient-magnitude", "targets", chunk.targets);
      const { gradients } = gradientsOf(network, { inputs: chunk.inputs, targets });
      const share = chunk.inputs.shape[0] / CHUNK;
      return places.map((place) => new Float64Array(gradients[place].data).map((each) => each * share));
    },
    initial: () => network.layers.map(({ weight }) => new Float64Array(weight.data.length)),
    reduce: addArrays,
    merge: addArrays,
  };
}
