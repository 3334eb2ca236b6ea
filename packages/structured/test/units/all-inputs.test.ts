import { forward, initialNetwork } from "@espalier/network";
import type { GraphNode, Network } from "@espalier/network";
import { randomNormal, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { takeColumns, withAllInputs } from "../../src/index.ts";

/** Inputs of some widths side by side, into one layer. */
const networkOf = (widths: Readonly<Record<string, number>>, more: readonly GraphNode[] = []): Network => {
  const inputs = Object.entries(widths).map(([name, width]) => ({ name, width }));
  const total = inputs.reduce((sum, { width }) => sum + width, 0);
  const { layers } = initialNetwork({ sizes: [total, 2], random: seededRandom(total) });
  const names = [...inputs.map(({ name }) => name), ...more.map(({ name }) => name)];
  const nodes: GraphNode[] = [
    ...more,
    { name: "all", op: "concat", from: names },
    { name: "y", op: "layer", layer: 0, from: ["all"] },
  ];
  return { layers, graph: { inputs, nodes, outputs: [{ name: "out", from: "y" }] } };
};
const nodesOf = ({ graph }: Network): readonly GraphNode[] => graph?.nodes ?? [];
const X = randomNormal([7, 6], seededRandom(3));

describe("a smaller network that takes all inputs", () => {
  const cases: readonly (readonly [columns: readonly number[], after: Readonly<Record<string, number>>])[] = [
    [[0, 1, 3, 4, 5], { a: 3, b: 2 }],
    [[0, 2, 3, 4], { a: 3, b: 1 }],
    [[0, 1, 2, 3, 5], { a: 4, b: 1 }],
  ];
  it.each(cases)("has the outputs of the smaller one on its columns %j", (columns, widths) => {
    const before = networkOf({ a: 4, b: 2 });
    const after = networkOf(widths);
    const all = withAllInputs(before, after, columns);
    expect(all.graph?.inputs).toEqual(before.graph?.inputs);
    expect(all.graph?.outputs).toEqual(after.graph?.outputs);
    expect(all.layers).toBe(after.layers);
    expect(forward(all, X)).toEqual(forward(after, takeColumns(X, columns)));
  });

  it("reads runs of columns by slices, and several by a concatenation; an input that is whole stays", () => {
    const all = withAllInputs(networkOf({ a: 4, b: 2 }), networkOf({ a: 3, b: 2 }), [0, 1, 3, 4, 5]);
    expect(nodesOf(all)).toEqual([
      { name: "a, columns from 0", op: "slice", start: 0, end: 2, from: ["a"] },
      { name: "a, columns from 3", op: "slice", start: 3, end: 4, from: ["a"] },
      { name: "a, some columns", op: "concat", from: ["a, columns from 0", "a, columns from 3"] },
      { name: "all", op: "concat", from: ["a, some columns", "b"] },
      { name: "y", op: "layer", layer: 0, from: ["all"] },
    ]);
    const later = withAllInputs(networkOf({ a: 4, b: 2 }), networkOf({ a: 4, b: 1 }), [0, 1, 2, 3, 5]);
    expect(nodesOf(later).slice(0, 2)).toEqual([
      { name: "b, columns from 1", op: "slice", start: 1, end: 2, from: ["b"] },
      { name: "all", op: "concat", from: ["a", "b, columns from 1"] },
    ]);
  });

  it("is the smaller one itself where no input went", () => {
    const after = networkOf({ a: 4, b: 2 });
    expect(withAllInputs(networkOf({ a: 4, b: 2 }), after, [0, 1, 2, 3, 4, 5])).toBe(after);
  });

  it("gives its slices names that nothing has", () => {
    const copy: GraphNode = { name: "a, columns from 0", op: "slice", start: 0, end: 1, from: ["a"] };
    const after = networkOf({ a: 2, b: 2 }, [copy]);
    const before = networkOf({ a: 6, b: 2 });
    // The layer is not read here: only the names count.
    const names = nodesOf(withAllInputs(before, after, [0, 3, 6, 7])).map(({ name }) => name);
    expect(names).toEqual([
      "a, columns from 0'",
      "a, columns from 3",
      "a, some columns",
      "a, columns from 0",
      "all",
      "y",
    ]);
    const twice = networkOf({ a: 2, "a, columns from 0'": 2 }, [copy]);
    const [first] = nodesOf(withAllInputs(networkOf({ a: 6, "a, columns from 0'": 2 }), twice, [0, 3, 6, 7]));
    expect(first.name).toBe("a, columns from 0''");
  });
});
