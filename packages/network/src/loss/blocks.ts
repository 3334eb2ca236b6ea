import type { Network } from "../graph/graph.ts";
import { outputWidths } from "../graph/network.ts";
import type { MetricName } from "./metric-factors.ts";

/** The columns of one output among those of all, and how a change of them counts. */
export interface Block {
  readonly metric: MetricName;
  readonly start: number;
  readonly width: number;
  /** How much its divergence counts, > 0. */
  readonly weight: number;
}

/**
 * The blocks of a metric, one for each output of a network; undefined where one metric takes all columns alike. In the metric `softmax` each output with a
 * head is a softmax of its own, and the others count by their square; where none has a head, each is a softmax.
 */
export function blocksOf(network: Network, name: MetricName): readonly Block[] | undefined {
  const outputs = network.graph?.outputs ?? [];
  if (outputs.every(({ weight = 1 }) => weight === 1) && (name === "outputs" || outputs.length < 2))
    return undefined;
  const widths = outputWidths(network);
  const hasHeads = outputs.some(({ head }) => head !== undefined);
  let end = 0;
  return outputs.map(({ head, weight = 1 }, m): Block => {
    const start = end;
    end += widths[m];
    return { metric: hasHeads && head === undefined ? "outputs" : name, start, width: widths[m], weight };
  });
}
