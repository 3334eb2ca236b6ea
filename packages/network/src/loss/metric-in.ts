import type { Network } from "../graph/graph.ts";
import { factorsOfBlocks, metricOfBlocks } from "./block-metric.ts";
import { blocksOf } from "./blocks.ts";
import { metricFactors } from "./metric-factors.ts";
import type { MetricFactors } from "./metric-factors.ts";
import { metrics } from "./metric.ts";
import type { Metric, MetricName } from "./metric.ts";

/**
 * A metric of the outputs of a network. For several outputs the divergence is the sum of those of each, by their weights, and F has a block for
 * each:
 *
 *     D = Σ w D_output        ∂D/∂y = (w ∂D_output/∂y_output)        F = blocks w F_output
 *
 * In the metric `softmax` an output with a head has the divergence of its softmax, and an output without one that of its square; where none has a
 * head, each is a softmax.
 */
export function metricIn(network: Network, name: MetricName): Metric {
  const blocks = blocksOf(network, name);
  return blocks === undefined ? metrics[name] : metricOfBlocks(blocks, name);
}

/**
 * The factors of a metric of the outputs of a network. That of several outputs has a block for each, so that a direction √w f_k is one of a single output's,
 * with zeros for the others: F = Σ w F_output.
 */
export function factorsIn(network: Network, name: MetricName): MetricFactors {
  const blocks = blocksOf(network, name);
  return blocks === undefined ? metricFactors[name] : factorsOfBlocks(blocks);
}
