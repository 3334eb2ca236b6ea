import { apply } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { sideBySide } from "../graph/nodes.ts";
import type { Block } from "./blocks.ts";
import { metricFactors } from "./metric-factors.ts";
import type { MetricFactors, MetricName } from "./metric-factors.ts";
import { metrics } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** The columns of each block of y [n, m]. */
const columnsOf = (blocks: readonly Block[], y: Tensor): Tensor[] =>
  blocks.map(({ start, width }) => apply(ops.slice(start, start + width), { x: y }));

/** Overwrites `result` [n, m] with what `write` leaves in the columns [n, width] of each block, which begin as zeros, times the scale of the block. */
function writeBlocks(
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

/** √w f_k, a direction of a single output with zeros for the others: F = Σ w F_output. */
export function factorsOfBlocks(blocks: readonly Block[]): MetricFactors {
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

const weightOf = ({ weight }: Block): number => weight;

/** The sum of the divergences of all blocks, by their weights. */
export function metricOfBlocks(blocks: readonly Block[], name: MetricName): Metric {
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
    ...factorsOfBlocks(blocks),
  };
}
