import { joins } from "./spans.ts";
import type { SampleRange } from "./spans.ts";

/** The total of a range of samples that does not depend on how they were split: a chunk, a part of a span, or a node of the tree. */
export interface SpanNode<Total> extends SampleRange {
  /** The merged total of these samples. */
  readonly total: Total;
}

/**
 * Adds a node behind others, and merges what `joins`. As in a binary counter, no more nodes wait than the number of spans has
 * binary digits, if the samples follow each other.
 */
export function addNode<Total>(
  span: number,
  nodes: SpanNode<Total>[],
  next: SpanNode<Total>,
  merge: (a: Total, b: Total) => Total,
): void {
  let node = next;
  for (let last = nodes.at(-1); last !== undefined && joins(span, last, node); last = nodes.at(-1)) {
    nodes.pop();
    node = { from: last.from, to: node.to, total: merge(last.total, node.total) };
  }
  nodes.push(node);
}

/**
 * The total of all nodes in order: the last ones, which have the fewest samples, are merged first.
 *
 * @throws RangeError when there is no node
 */
export function totalOf<Total>(
  nodes: readonly SpanNode<Total>[],
  merge: (a: Total, b: Total) => Total,
): Total {
  return nodes.map(({ total }) => total).reduceRight((after, total) => merge(total, after));
}
