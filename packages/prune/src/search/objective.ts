import { dtypeOf, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Problem } from "../compensation/gauss-newton/ask.ts";
import type { NumberedChunk } from "../compensation/gauss-newton/local-batch.ts";
import { chunksOf, outputsFor } from "../compensation/gauss-newton/samples.ts";
import { metricOf } from "../method/metric.ts";
import type { MetricName } from "../method/metric.ts";
import { checkSamples } from "../network/loss.ts";
import type { LossName } from "../network/loss.ts";
import { outputWidth } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { judged, withWeights } from "../network/output-weights.ts";
import { required } from "../network/required.ts";
import type { Chunk } from "../streaming/pass.ts";
import type { ScoreOptions } from "../strategies/scoring.ts";

/** What the outputs are brought close to, and how a difference counts. */
type ObjectiveOptions = Pick<ScoreOptions, "metric" | "loss"> & {
  readonly objective?: "dense" | "labels" | undefined;
};

/** The metric of the solver, and the chunks of a batch with the reference for their outputs. */
export interface Objective {
  readonly metric: MetricName;
  readonly chunksFor: (batch: Chunk, problem: Problem) => NumberedChunk[];
}

/** A loss as a divergence from the targets. */
const metricOfLoss: Readonly<Record<LossName, MetricName>> = {
  "mean-squared-error": "outputs",
  "softmax-cross-entropy": "labels",
  "softmax-divergence": "softmax",
};

/**
 * The outputs of the dense network, or the labels.
 *
 * @throws ValueError when the objective is unknown, or the labels or their loss are absent
 */
export function objectiveOf(
  who: string,
  network: Network,
  { objective = "dense", metric, loss }: ObjectiveOptions,
): Objective {
  if (objective === "dense")
    return {
      metric: metricOf(who, metric),
      chunksFor: ({ inputs }, { columns }) =>
        chunksOf(inputs, outputsFor(judged(who, network, metric), inputs), columns),
    };
  if (withWeights(network) !== network)
    throw new ValueError(who, "the objective dense, for outputs that count differently", "labels");
  const name = required(who, "the objective labels", "a loss", loss);
  const isClasses = name === "softmax-cross-entropy";
  return {
    metric: metricOfLoss[name],
    chunksFor({ inputs, targets }, { columns }) {
      const labels = required(who, "the objective labels", "targets", targets);
      checkSamples(who, network, { inputs, targets: labels }, name);
      const outputs = outputWidth(network);
      return chunksOf(inputs, isClasses ? oneHot(labels, outputs, dtypeOf(inputs)) : labels, columns);
    },
  };
}

function oneHot({ data, shape: [N] }: Tensor, classes: number, dtype: "f32" | "f64"): Tensor {
  const result = zeros([N, classes], dtype);
  for (let n = 0; n < N; n++) result.data[n * classes + data[n]] = 1;
  return result;
}
