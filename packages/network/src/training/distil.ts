import type { Tensor } from "@espalier/tensor";
import { outputsFor } from "../graph/outputs.ts";
import type { LossName, Samples } from "../loss/samples.ts";
import { checkNetwork } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { checkInputs } from "../graph/samples.ts";
import type { Work } from "../calls/progress.ts";
import { train } from "./train.ts";
import type { TrainOptions } from "./train.ts";

/** Options of distillation: those of training without the loss. */
export interface DistilOptions extends Omit<TrainOptions, "loss"> {
  /** The cost of a difference of the outputs: its square, which is the default, or the divergence of two softmaxes. */
  readonly metric?: "outputs" | "softmax" | undefined;
}

/**
 * Trains a pruned network on the outputs of the dense one, by Adam. It lowers the same Q as the compensation `network`, and
 * needs no labels.
 *
 * @param inputs [n, d_0]
 * @throws ShapeError, ValueError as `train`
 */
export function* distil(
  network: Network,
  dense: Network,
  inputs: Tensor,
  { metric = "outputs", stage = "distil", ...options }: DistilOptions,
): Work<Network> {
  checkNetwork(stage, dense);
  checkInputs(stage, dense, inputs);
  return yield* train(network, distilled(dense, inputs), { ...options, stage, loss: lossOfMetric[metric] });
}

/** Inputs with the outputs of the dense network as targets. */
const distilled = (dense: Network, inputs: Tensor): Samples => ({
  inputs,
  targets: outputsFor(dense, inputs),
});

const lossOfMetric: Readonly<Record<"outputs" | "softmax", LossName>> = {
  outputs: "mean-squared-error",
  softmax: "softmax-divergence",
};
