import { lossGradients } from "@espalier/network";
import { placesOfMatrices, required } from "@espalier/network/internal";
import { rows, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../../method/by-matrix.ts";
import { addArrays } from "../../streaming/pass.ts";
import type { Pass, PassInput, PassResult } from "../../streaming/pass.ts";
import type { ScoringStrategy } from "../strategy.ts";

/** Samples of a minibatch. Over all samples the gradient of a trained network is nearly 0, and the score would be noise. */
const BATCH = 128;

/**
 * First-order Taylor: the squared change of the loss when a weight goes, to first order, (W_ij ∂ℓ/∂W_ij)², averaged over minibatches.
 *
 * Read in the authors' code; minibatches of 128 samples and one pass over them are our choice.
 *
 * @see Molchanov, Mallya, Tyree, Frosio & Kautz 2019, "Importance estimation for neural network pruning", arXiv:1906.10771
 */
export const taylor: ScoringStrategy = {
  kind: "score",
  name: "taylor",
  scoresTied: true,
  needsTargets: true,
  passes: [(input) => minibatchPass(input, weightGates)],
  scores: ({ network: { layers } }, { samples, total }: PassResult<Float64Array[]>) =>
    scoresByMatrix(layers, ({ weight: { shape } }, uses) => {
      const importance = { shape, data: total[uses[0]].map((sum) => sum / minibatches(samples)) };
      return uses.map(() => ({ importance, compensation: zeros(shape) }));
    }),
};

/** (W_ij ∂ℓ/∂W_ij)² of each layer. */
const weightGates = ({ network: { layers } }: PassInput, slopes: readonly Tensor[]): Float64Array[] =>
  layers.map(({ weight }, k) => Float64Array.from(weight.data, (w, ij) => (w * slopes[k].data[ij]) ** 2));

/** The number of minibatches of some samples. */
export const minibatches = (samples: number): number => Math.ceil(samples / BATCH);

/** A sum over minibatches of what a function makes of ∂ℓ/∂W of each layer. Minibatches divide a chunk, so they are the same however samples come. */
export function minibatchPass(
  input: PassInput,
  partsOf: (input: PassInput, slopes: readonly Tensor[]) => Float64Array[],
): Pass<Float64Array[], Float64Array[]> {
  const { who, network, loss } = input;
  const gradientsOf = lossGradients(required(who, "taylor", "a loss", loss));
  const places = placesOfMatrices(network);
  const none = partsOf(
    input,
    network.layers.map(({ weight }) => zeros(weight.shape)),
  );
  return {
    costs: [1],
    map: (chunk) => () => {
      const targets = required(who, "taylor", "targets", chunk.targets);
      const [N] = chunk.inputs.shape;
      const sums = none.map(({ length }) => new Float64Array(length));
      for (let from = 0; from < N; from += BATCH) {
        const to = Math.min(from + BATCH, N);
        const batch = { inputs: rows(chunk.inputs, from, to), targets: rows(targets, from, to) };
        const { gradients } = gradientsOf(network, batch);
        addArrays(
          sums,
          partsOf(
            input,
            places.map((place) => gradients[place]),
          ),
        );
      }
      return sums;
    },
    initial: () => none.map(({ length }) => new Float64Array(length)),
    reduce: addArrays,
    merge: addArrays,
  };
}
