import { apply as applyFresh, ops } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import {
  checkFinite,
  checkTensor,
  item,
  matchAxes,
  ShapeError,
  showShape,
  ValueError,
} from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkNetwork, forward, outputWidth } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { show } from "../calls/options.ts";
import { checkInputs, chunks } from "../graph/samples.ts";

/** Inputs, and the outputs that the network should have. */
export interface Samples {
  /** [n, d_0] */
  readonly inputs: Tensor;
  /** [n, M] numbers for the mean squared error, [n] class numbers for the cross-entropy, [n, M] logits for the divergence. */
  readonly targets: Tensor;
}

/** The name of a loss: a mean over the samples. */
export type LossName = "mean-squared-error" | "softmax-cross-entropy" | "softmax-divergence";

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

/**
 * Checks samples with targets for a public function.
 *
 * @param first the number of the first sample, for the error
 * @throws ShapeError when the targets do not fit the inputs or the outputs of the network
 * @throws ValueError when the loss is unknown, the targets are no tensor or not finite, or a class is none of the outputs
 */
export function checkSamples(
  who: string,
  network: Network,
  samples: Samples,
  loss: LossName,
  first = 0,
): void {
  // The types promise an object; a caller in JavaScript does not.
  if (typeof samples !== "object" || samples === null)
    throw new ValueError(who, "samples { inputs, targets }", show(samples));
  const { inputs, targets } = samples;
  checkInputs(who, network, inputs, first);
  checkTensor(who, "targets", targets);
  if (!Object.hasOwn(losses, loss))
    throw new ValueError(who, `a loss among ${Object.keys(losses).join(", ")}`, loss);
  const [N] = inputs.shape;
  const M = outputWidth(network);
  const expected = loss === "softmax-cross-entropy" ? [N] : [N, M];
  if (showShape(targets.shape) !== showShape(expected))
    throw new ShapeError(who, `targets ${showShape(expected)}`, showShape(targets.shape));
  if (loss === "softmax-cross-entropy") checkClasses(who, targets, M, first);
  else checkFinite(who, "targets", targets);
}

function checkClasses(who: string, { data }: Tensor, M: number, first: number): void {
  const at = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < M));
  if (at >= 0) throw new ValueError(who, `classes 0 … ${M - 1}`, `${data[at]} at sample ${first + at}`);
}
