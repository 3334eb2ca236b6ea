import type { Tensor } from "@espalier/tensor";
import { outputsFor } from "../graph/outputs.ts";
import type { LossName, Samples } from "../loss/samples.ts";
import { checkNetwork } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { checkInputs } from "../graph/samples.ts";
import { checkOptions } from "../calls/options.ts";
import { metricOf } from "../loss/metric-factors.ts";
import { checkMetric } from "../loss/one-softmax.ts";
import type { Work } from "../calls/progress.ts";
import { trainingFor } from "./train.ts";
import type { TrainOptions } from "./options.ts";

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
  options: DistilOptions,
): Work<Network> {
  const { samples, options: training } = distillation("distil", dense, inputs, options);
  return (yield* trainingFor("distil", network, samples, training)).network;
}

/** The training that a distillation is. */
export function distillation(
  who: string,
  dense: Network,
  inputs: Tensor,
  options: DistilOptions,
): { readonly samples: Samples; readonly options: TrainOptions } {
  checkOptions(who, options, "{ epochs: 10, random: seededRandom(1) }");
  const { metric, stage = "distil", ...others } = options;
  checkNetwork(who, dense);
  checkInputs(who, dense, inputs);
  checkMetric(who, dense, metric);
  const loss = lossOfMetric[metricOf(who, metric)];
  return { samples: distilled(dense, inputs), options: { ...others, stage, loss } };
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
