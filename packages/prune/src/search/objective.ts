import { chunksOf, knownOutputs } from "@espalier/compensation/internal";
import type { Problem, NumberedChunk, Picked } from "@espalier/compensation/internal";
import { outputWidth } from "@espalier/network";
import type { MetricName, LossName, Network } from "@espalier/network";
import { metricOf, checkSamples, judged, withWeights, required } from "@espalier/network/internal";
import { dtypeOf, takeRows, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { ScoreOptions } from "./scoring.ts";

/** What the outputs are brought close to, and how a difference counts. */
type ObjectiveOptions = Pick<ScoreOptions, "metric" | "loss"> & {
  readonly objective?: "dense" | "labels" | undefined;
};

/** The metric of the solver, and the chunks of a batch with the reference for their outputs. */
export interface Objective {
  readonly metric: MetricName;
  readonly chunksFor: (batch: Picked, problem: Problem) => NumberedChunk[];
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
  if (objective === "dense") {
    let known: { readonly inputs: Tensor; readonly outputs: ReturnType<typeof knownOutputs> } | undefined;
    return {
      metric: metricOf(who, metric),
      chunksFor(batch, { columns }) {
        const { inputs, rows } = batch;
        if (known?.inputs !== inputs)
          known = { inputs, outputs: knownOutputs(judged(network, metric), inputs) };
        return chunksOf(batch, known.outputs(rows), columns);
      },
    };
  }
  if (withWeights(network) !== network)
    throw new ValueError(who, "the objective dense, for outputs that count differently", "labels");
  const name = required(who, "the objective labels", "a loss", loss);
  let checked: Tensor | undefined;
  const isClasses = name === "softmax-cross-entropy";
  return {
    metric: metricOfLoss[name],
    chunksFor(batch, { columns }) {
      const { inputs, targets, rows } = batch;
      const all = required(who, "the objective labels", "targets", targets);
      if (checked !== inputs) checkSamples(who, network, { inputs, targets: all }, name);
      checked = inputs;
      const labels = rows === undefined ? all : takeRows(all, rows);
      const reference = isClasses ? oneHot(labels, outputWidth(network), dtypeOf(inputs)) : labels;
      return chunksOf(batch, reference, columns);
    },
  };
}

function oneHot({ data, shape: [N] }: Tensor, classes: number, dtype: "f32" | "f64"): Tensor {
  const result = zeros([N, classes], dtype);
  for (let n = 0; n < N; n++) result.data[n * classes + data[n]] = 1;
  return result;
}
