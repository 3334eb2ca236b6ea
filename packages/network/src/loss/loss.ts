import { apply as applyFresh } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { item, matchAxes } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkNetwork, forward } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { chunks } from "../graph/samples.ts";
import { checkSamples } from "./samples.ts";
import type { LossName, Samples } from "./samples.ts";

/** The mean over the samples; the squared error is a mean over the outputs too. */
const losses: Readonly<Record<LossName, (outputs: Value, targets: Tensor, apply: Apply) => Value>> = {
  "mean-squared-error": (prediction, target, apply) => apply(ops.meanSquaredError, { prediction, target }),
  "softmax-cross-entropy": (X, target, apply) => apply(ops.softmaxCrossEntropy, { X, target }),
  "softmax-divergence": (X, target, apply) => apply(ops.softmaxDivergence, { X, target }),
};

export const lossOf = (name: LossName, outputs: Value, targets: Tensor, apply: Apply = applyFresh): Value =>
  losses[name](outputs, targets, apply);

/** The performance of a network on some samples. */
export interface Evaluation {
  /** The mean loss. */
  readonly loss: number;
  /** The fraction of samples whose largest output is their class; for the cross-entropy only. */
  readonly accuracy?: number;
}

/**
 * The mean loss over all samples, and the accuracy of a classification.
 *
 * @throws InputError when network, inputs and targets do not fit each other
 */
export function evaluate(network: Network, samples: Samples, loss: LossName): Evaluation {
  checkNetwork("evaluate", network);
  checkSamples("evaluate", network, samples, loss);
  const [N] = samples.inputs.shape;
  let total = 0;
  let hits = 0;
  for (const [X, T] of chunks(samples.inputs, samples.targets)) {
    const outputs = forward(network, X);
    // From tensors, a tensor.
    total += item(lossOf(loss, outputs, T) as Tensor) * X.shape[0];
    if (loss === "softmax-cross-entropy") hits += countHits(outputs, T);
  }
  return loss === "softmax-cross-entropy" ? { loss: total / N, accuracy: hits / N } : { loss: total / N };
}

function countHits(outputs: Tensor, classes: Tensor): number {
  const { N, M } = matchAxes("evaluate", { outputs: [outputs, "NM"], classes: [classes, "N"] });
  let hits = 0;
  for (let n = 0; n < N; n++) {
    let best = 0;
    for (let m = 1; m < M; m++) if (outputs.data[n * M + m] > outputs.data[n * M + best]) best = m;
    if (best === classes.data[n]) hits++;
  }
  return hits;
}
