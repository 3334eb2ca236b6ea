import { addNode } from "@espalier/network";
import type { SpanNode } from "@espalier/network";
import { totalOf } from "@espalier/network/internal";
import type { Pass } from "./pass.ts";

/** The total of a pass, from its parts in the order of the samples. */
export interface PassSum<Part, Total> {
  /** Adds the part of a piece of a chunk; the pieces of a chunk follow each other, and so do the chunks. */
  readonly add: (samples: number, piece: number, part: Part) => void;
  /** The nodes of all parts, in order; nothing may be added after that. */
  readonly nodes: () => readonly SpanNode<Total>[];
  readonly total: () => Total;
}

/**
 * Reduces the parts of a span one after the other, and merges the totals of spans by a tree.
 *
 * @param first the number of the first sample. If no span starts there, each chunk up to the next span is a node of its own, since the left fold
 * of that span needs them one by one.
 */
export function createPassSum<Part, Total>(
  span: number,
  pass: Pass<Part, Total>,
  first = 0,
): PassSum<Part, Total> {
  const nodes: SpanNode<Total>[] = [];
  const merge = (a: Total, b: Total): Total => pass.merge(a, b);
  let [from, to] = [first, first];
  let total: { readonly sum: Total } | undefined; // of the samples from `from` to `to`; an empty one takes memory
  const close = (): void => {
    if (total !== undefined) addNode(span, nodes, { from, to, total: total.sum }, merge);
    [from, total] = [to, undefined];
  };
  return {
    add(samples, piece, part) {
      if (piece === 0) {
        if (to % span === 0 || from % span !== 0) close();
        to += samples;
      }
      total = { sum: total === undefined ? startOf(pass, part) : pass.reduce(total.sum, part) };
    },
    nodes() {
      close();
      return nodes;
    },
    total() {
      close();
      return nodes.length === 0 ? pass.initial() : totalOf(nodes, merge);
    },
  };
}

const startOf = <Part, Total>(pass: Pass<Part, Total>, part: Part): Total =>
  pass.start === undefined ? pass.reduce(pass.initial(), part) : pass.start(part);
