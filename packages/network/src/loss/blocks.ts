import { apply } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "../graph/graph.ts";
import { outputWidths } from "../graph/network.ts";
import { sideBySide } from "../graph/nodes.ts";
import { metricFactors } from "./metric-factors.ts";
import type { MetricFactors, MetricName } from "./metric-factors.ts";

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

/** The columns of each block of y [n, m]. */
export const columnsOf = (blocks: readonly Block[], y: Tensor): Tensor[] =>
  blocks.map(({ start, width }) => apply(ops.slice(start, start + width), { x: y }));

/** Overwrites `result` [n, m] with what `write` leaves in the columns [n, width] of each block, which begin as zeros, times the scale of the block. */
export function writeBlocks(
  blocks: readonly Block[],
  result: Tensor,
  scaleOf: (block: Block) => number,
  write: (block: Block, columns: Tensor, at: number) => void,
): void {
  const parts = blocks.map((block, at) => {
    const part = zeros([result.shape[0], block.width], dtypeOf(result));
    write(block, part, at);
    const scale = scaleOf(block);
    if (scale !== 1) part.data.forEach((each, nm) => (part.data[nm] = scale * each));
    return part;
  });
  result.data.set((sideBySide(parts, apply) as Tensor).data); // of tensors, a tensor
}

const rootOf = ({ weight }: Block): number => Math.sqrt(weight);

/**
 * The factors of a metric of the outputs of a network. That of several outputs has a block for each, so that a direction √w f_k is one of a single output's,
 * with zeros for the others: F = Σ w F_output.
 */
export function factorsIn(network: Network, name: MetricName): MetricFactors {
  const blocks = blocksOf(network, name);
  if (blocks === undefined) return metricFactors[name];
  return {
    factors(y) {
      const own = columnsOf(blocks, y).map((each, at) => metricFactors[blocks[at].metric].factors(each));
      return (k, result) =>
        writeBlocks(blocks, result, rootOf, ({ start, width }, part, at) => {
          if (start <= k && k < start + width) own[at](k - start, part);
        });
    },
    randomFactor(y, random, result) {
      const own = columnsOf(blocks, y);
      writeBlocks(blocks, result, rootOf, ({ metric }, part, at) =>
        metricFactors[metric].randomFactor(own[at], random, part),
      );
    },
  };
}
