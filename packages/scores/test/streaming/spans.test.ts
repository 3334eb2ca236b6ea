import { addNode, initialNetwork, spanOf } from "@espalier/network";
import type { SpanNode } from "@espalier/network";
import { totalOf } from "@espalier/network/internal";
import { seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../../test-setup/law.ts";
import { createPassSum } from "../../src/streaming/pass-sum.ts";
import type { Pass } from "../../src/streaming/pass.ts";

// Sums of letters, which show their order: a chunk is a letter, the left fold of a span joins them, the tree puts brackets around two.
const SPAN = 2048; // two chunks
const merge = (a: string, b: string): string => (a.length + b.length <= 2 ? a + b : `(${a} ${b})`);
const fold = (a: string, b: string): string => a + b;
const symbols: Pass<string, string> = {
  costs: [1],
  map: () => () => "",
  initial: () => "",
  reduce: fold,
  merge,
};
const letter = (chunk: number): string => String.fromCharCode(97 + chunk);

/** The nodes of the chunks from ≤ chunk < to; the last has fewer samples if it is the last of all. */
const nodesOf = (from: number, to: number, all: number): SpanNode<string>[] => {
  const sum = createPassSum(SPAN, symbols, 1024 * from);
  for (let chunk = from; chunk < to; chunk++) sum.add(chunk === all - 1 ? 500 : 1024, 0, letter(chunk));
  return [...sum.nodes()];
};

describe("the sum over spans", () => {
  it("is a left fold within a span, and a tree over spans whose last nodes are merged first", () => {
    const ofSeven = nodesOf(0, 7, 7);
    expect(ofSeven.map(({ from, to, total }) => [from, to, total])).toEqual([
      [0, 4096, "(ab cd)"],
      [4096, 6144, "ef"],
      [6144, 6644, "g"],
    ]);
    expect(totalOf(ofSeven, merge)).toBe("((ab cd) (ef g))");
  });

  it("waits with the chunks of a span whose start is elsewhere", () => {
    expect(nodesOf(3, 6, 9).map(({ total }) => total)).toEqual(["d", "ef"]);
  });

  const split = fc.integer({ min: 1, max: 24 }).chain((all) =>
    fc.record({
      all: fc.constant(all),
      cuts: fc.array(fc.integer({ min: 0, max: all }), { maxLength: 6 }),
      order: fc.infiniteStream(fc.nat(5)),
    }),
  );
  law(
    "has the same nodes however the samples are split and the parts are merged",
    split,
    ({ all, cuts, order }) => {
      const ends = [...new Set([0, ...cuts, all])].toSorted((a, b) => a - b);
      const parts = ends.slice(1).map((to, at) => nodesOf(ends[at], to, all));
      while (parts.length > 1) {
        const at = order.next().value % (parts.length - 1);
        const [a, b] = parts.splice(at, 2);
        const nodes: SpanNode<string>[] = [];
        for (const node of [...a, ...b]) addNode(SPAN, nodes, node, merge);
        parts.splice(at, 0, nodes);
      }
      expect(parts[0]).toEqual(nodesOf(0, all, all));
    },
  );

  it("has spans of 65,536 samples up to 2²⁰ weights, and half of that whenever they double", () => {
    const span = (...sizes: number[]): number => spanOf(initialNetwork({ sizes, random: seededRandom(1) }));
    expect([span(4, 1), span(1024, 1024), span(1025, 1024), span(2049, 1024)]).toEqual([
      65536, 65536, 32768, 16384,
    ]);
  });
});
