import { checkFinite, checkTensor, sameShape, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { show } from "../calls/options.ts";
import { outputWidth } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { checkInputs } from "../graph/samples.ts";
import { checkOneSoftmax } from "./one-softmax.ts";

/** Inputs, and the outputs that the network should have. */
export interface Samples {
  /** [n, d_0] */
  readonly inputs: Tensor;
  /** [n, M] numbers for the mean squared error, [n] class numbers for the cross-entropy, [n, M] logits for the divergence. */
  readonly targets: Tensor;
}

/** The name of a loss: a mean over the samples. */
export type LossName = "mean-squared-error" | "softmax-cross-entropy" | "softmax-divergence";

const lossNames: readonly LossName[] = ["mean-squared-error", "softmax-cross-entropy", "softmax-divergence"];

/**
 * Checks the name of a loss, which a function takes even where nothing needs it.
 *
 * @throws ValueError for another name
 */
export function checkLoss(who: string, loss: LossName | undefined): void {
  if (loss !== undefined && !lossNames.includes(loss))
    throw new ValueError(who, `a loss among ${lossNames.join(", ")}`, loss);
}

/**
 * Checks samples with targets for a public function.
 *
 * @param first the number of the first sample, for the error
 * @throws ShapeError when the targets do not fit the inputs or the outputs of the network
 * @throws ValueError when the loss is unknown, a softmax in it would join several outputs, the targets are not a tensor or not finite, or a class is none of the outputs
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
  // The types demand one; a caller in JavaScript may leave it out.
  if (loss === undefined) throw new ValueError(who, `a loss among ${lossNames.join(", ")}`, "undefined");
  checkLoss(who, loss);
  if (loss !== "mean-squared-error")
    checkOneSoftmax(who, network, `the loss ${loss}`, "the loss mean-squared-error");
  const [N] = inputs.shape;
  const M = outputWidth(network);
  const expected = loss === "softmax-cross-entropy" ? [N] : [N, M];
  if (!sameShape(targets.shape, expected))
    throw new ShapeError(who, `targets ${showShape(expected)}`, showShape(targets.shape));
  if (loss === "softmax-cross-entropy") checkClasses(who, targets, M, first);
  else checkFinite(who, "targets", targets);
}

function checkClasses(who: string, { data }: Tensor, M: number, first: number): void {
  const at = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < M));
  if (at >= 0) throw new ValueError(who, `classes 0 … ${M - 1}`, `${data[at]} at sample ${first + at}`);
}
