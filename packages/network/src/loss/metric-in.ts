import type { Network } from "../graph/graph.ts";
import { blocksOf, columnsOf, factorsIn, writeBlocks } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { metrics } from "./metric.ts";
import type { Metric, MetricName } from "./metric.ts";

const weightOf = ({ weight }: Block): number => weight;

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
  if (blocks === undefined) return metrics[name];
  return {
    name,
    divergence(y, y0) {
      const [own, reference] = [y, y0].map((each) => columnsOf(blocks, each));
      return blocks.reduce(
        (sum, { metric, weight }, at) => sum + weight * metrics[metric].divergence(own[at], reference[at]),
        0,
      );
    },
    slope(y, y0, result) {
      const [own, reference] = [y, y0].map((each) => columnsOf(blocks, each));
      writeBlocks(blocks, result, weightOf, ({ metric }, part, at) =>
        metrics[metric].slope(own[at], reference[at], part),
      );
    },
    curvature(y) {
      const own = columnsOf(blocks, y).map((each, at) => metrics[blocks[at].metric].curvature(each));
      return (v, result) => {
        const moved = columnsOf(blocks, v);
        writeBlocks(blocks, result, weightOf, (_, part, at) => own[at](moved[at], part));
      };
    },
    ...factorsIn(network, name),
  };
}
