import { astype, tensor } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../../test-setup/law.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { roundingBound, toC, toJavaScript } from "../../src/export/index.ts";
import type { ExportOptions } from "../../src/export/index.ts";
import { forward, mapParameters } from "../../src/index.ts";
import type { Graph, Network } from "../../src/index.ts";
import { nodeOps } from "../../src/graph/nodes.ts";
import { isThere, runAll } from "../support/compiled.ts";
import { asGraph, graphCases } from "../support/graphs.ts";
import { load } from "../support/modules.ts";
import { rowsOf } from "../support/naive.ts";
import { describeRefusals } from "../support/refusals.ts";
import { sparseNetworks } from "../support/sparse.ts";

const inPrecision = (network: Network, dtype: DType): Network =>
  mapParameters(network, (each) => astype(each, dtype));

const options: fc.Arbitrary<ExportOptions & { readonly dtype: DType }> = fc.record({
  dtype: fc.constantFrom("f32", "f64"),
  sparse: fc.constantFrom(true, false, undefined),
});

/** Every op once, two inputs and three outputs, one matrix in two layers, and a PReLU with a slope for each column. */
const branched: Network = {
  layers: [
    { weight: tensor([[2, 0, 1], [0, -1, 3]]), bias: tensor([1, -1]), activation: { kind: "relu" } }, // prettier-ignore
    { weight: tensor([[2, 0, 1], [0, -1, 3]]), bias: tensor([0, 2]), activation: { kind: "prelu", slope: tensor([0.5, 2]) }, tied: 0 }, // prettier-ignore
  ],
  graph: {
    inputs: [
      { name: "a", width: 2 },
      { name: "main", width: 1 },
    ],
    nodes: [
      { name: "*/ \n", op: "concat", from: ["main", "a"] },
      { name: "first", op: "layer", layer: 0, from: ["*/ \n"] },
      { name: "c", op: "constant", values: [0.5, -2, 4], from: [] },
      { name: "shifted", op: "add", from: ["*/ \n", "c", "c"] },
      { name: "second", op: "layer", layer: 1, from: ["shifted"] },
      { name: "gate", op: "activation", activation: { kind: "prelu", slope: tensor([3, -1]) }, from: ["a"] },
      { name: "product", op: "mul", from: ["first", "second", "gate"] },
      { name: "ln", op: "layer-normalization", gain: tensor([1, 2]), shift: tensor([3, 4]), epsilon: 1e-60, from: ["product"] }, // prettier-ignore
      { name: "rms", op: "rms-normalization", gain: tensor([2, -1]), epsilon: 0.5, from: ["first"] },
      { name: "part", op: "slice", start: 1, end: 2, from: ["rms"] },
      { name: "classes", op: "softmax", from: ["second"] },
    ],
    outputs: [
      { name: "y", from: "ln" },
      { name: "z", from: "part" },
      { name: "p", from: "classes" },
    ],
  },
};

describe("the module of a graph", () => {
  it("computes the graph: |module − forward| ≤ both bounds of rounding", async () => {
    await fc.assert(
      fc.asyncProperty(
        graphCases({ transposes: true, ties: true }),
        options,
        async ({ network, inputs }, chosen) => {
          const [net, X] = [inPrecision(network, chosen.dtype), astype(inputs, chosen.dtype)];
          const run = await load(toJavaScript(network, chosen));
          const expected = rowsOf(forward(net, X));
          for (const [n, x] of rowsOf(X).entries()) {
            const [ours, its] = [chosen.dtype, "f64" as const].map((dtype) =>
              roundingBound(net, x.map(Math.abs), dtype),
            );
            const received = run(x);
            expect(received).toHaveLength(expected[n].length);
            for (const [m, y] of received.entries())
              expect(Math.abs(y - expected[n][m])).toBeLessThanOrEqual(ours[m] + its[m]);
          }
        },
      ),
    );
  });

  it("gives the same numbers in double precision, where no function but roots is computed", async () => {
    const exact = graphCases({
      kinds: ["identity", "relu"],
      ops: nodeOps.filter((op) => op !== "softmax"),
      ties: true,
      transposes: true,
    });
    await fc.assert(
      fc.asyncProperty(exact, async ({ network, inputs }) => {
        const run = await load(toJavaScript(network));
        const expected = forward(network, inputs).data;
        const received = rowsOf(inputs).flatMap((x) => run(x));
        expect(received.every((y, at) => y === expected[at])).toBe(true); // but for the sign of 0
      }),
    );
  });

  it("has every op", async () => {
    const X = tensor([[1, 2, 3], [-1, 0.5, -2], [0, 0, 0]]); // prettier-ignore
    const run = await load(toJavaScript(branched));
    for (const [n, x] of rowsOf(X).entries())
      for (const [m, y] of run(x).entries()) expect(y).toBeCloseTo(rowsOf(forward(branched, X))[n][m], 14);
  });

  it("takes any list of numbers, leaves it alone, and refuses another length", async () => {
    const run = await load(toJavaScript(branched));
    const x = Object.freeze([1, 2, 3]);
    expect(run(Float32Array.from(x) as unknown as number[])).toEqual(run(x));
    expect(() => run([1, 2])).toThrow(new RangeError("3 inputs expected, not 2"));
  });
});

describe.skipIf(!isThere)("the header of a graph", () => {
  const seed = fc.readConfigureGlobal()?.seed ?? 1;
  const jobs = fc
    .record({ drawn: graphCases({ transposes: true, ties: true }), options })
    .map(({ drawn, options: { dtype, sparse } }) => ({ ...drawn, dtype, sparse }));

  // A compiler warns of other things when it optimizes.
  it.each(isThorough ? ["-O0", "-O1", "-O3"] : ["-O3"])(
    "computes the graph: |C − forward| ≤ 2 roundingBound, by %s",
    (flag) => {
      const inputs = tensor([[1, 2, 3], [-1, 0.5, -2]]); // prettier-ignore
      const own = (["f32", "f64"] as const).map((dtype) => ({
        network: { ...branched, graph: withEpsilon(branched.graph, 0.25) },
        inputs,
        dtype,
        sparse: undefined,
      }));
      const all = [...own, ...fc.sample(jobs, { numRuns: isThorough ? 60 : 20, seed })];
      for (const [at, outputs] of runAll(all, flag).entries()) {
        const { dtype } = all[at];
        const [network, X] = [inPrecision(all[at].network, dtype), astype(all[at].inputs, dtype)];
        const expected = forward(network, X).data;
        const bounds = rowsOf(X).flatMap((x) => [...roundingBound(network, x.map(Math.abs))]);
        expect(outputs).toHaveLength(expected.length);
        for (const [each, y] of outputs.entries())
          expect(Math.abs(y - expected[each])).toBeLessThanOrEqual(2 * bounds[each]);
      }
    },
  );

  it("keeps an ε that single precision would round to 0, as forward does", () => {
    const zeros = tensor([[0, 0, 0]]);
    const [outputs] = runAll([{ network: branched, inputs: zeros, dtype: "f32", sparse: undefined }]);
    const expected = forward(inPrecision(branched, "f32"), astype(zeros, "f32")).data;
    expect(outputs.slice(0, 2)).toEqual([...expected.subarray(0, 2)]);
    expect(outputs.slice(0, 2)).toEqual([3, 4]); // the shift: gate is 0, so the product is too
  });
});

function withEpsilon(graph: Graph | undefined, epsilon: number): Graph {
  const { nodes, ...ends } = graph as Graph; // the example has one
  const replaced = nodes.map((node) => (node.op === "layer-normalization" ? { ...node, epsilon } : node));
  return { ...ends, nodes: replaced };
}

/** √s and 1/s of s = x₁ + 2 x₂ + 1, and their product. */
const roots: Network = {
  layers: [
    { weight: tensor([[1, 2]]), bias: tensor([1]), activation: { kind: "sqrt" } },
    { weight: tensor([[1, 2]]), bias: tensor([1]), activation: { kind: "reciprocal" } },
  ],
  graph: {
    inputs: [{ name: "x", width: 2 }],
    nodes: [
      { name: "root", op: "layer", layer: 0, from: ["x"] },
      { name: "inverse", op: "layer", layer: 1, from: ["x"] },
      { name: "product", op: "mul", from: ["root", "inverse"] },
    ],
    outputs: ["root", "inverse", "product"].map((name) => ({ name, from: name })),
  },
};

describe("square roots and reciprocals", () => {
  // s = 4 and 16, whose roots and inverses are exact in both precisions.
  const inputs = tensor([[1, 1], [3, 6]]); // prettier-ignore
  const expected = [2, 0.25, 0.5, 4, 0.0625, 0.25];

  it("are those of JavaScript", async () => {
    const run = await load(toJavaScript(roots));
    expect(rowsOf(inputs).flatMap((x) => run(x))).toEqual(expected);
  });

  it.skipIf(!isThere).each(["f32", "f64"] as const)("are those of C in %s", (dtype) => {
    expect(runAll([{ network: roots, inputs, dtype, sparse: undefined }])).toEqual([expected]);
  });
});

describe("the text", () => {
  law("of a chain does not depend on whether its graph is written out", sparseNetworks(), (network) => {
    expect(toC(asGraph(network))).toBe(toC(network));
    expect(toJavaScript(asGraph(network))).toBe(toJavaScript(network));
  });

  it("has the numbers of a shared matrix once, and no name of a node", () => {
    expect(toC(branched, { name: "two", sparse: true }))
      .toBe(`/* a graph, layers: 2, inputs: 3, outputs: 5, in f64, 4 of 6 weights; written by Espalier */
#ifndef two_H_INCLUDED
#define two_H_INCLUDED
#include <math.h>
static inline void two(const double *x, double *y) {
static const double v[] = {2.,1.,-1.,3.,1.,-1.,0.5,-2.,4.,0.,2.,0.5,2.,3.,-1.,1.,2.,3.,4.,2.,-1.};
static const unsigned char z[] = {53};
double m[20];
for (long i = 0; i < 1; i++) m[i] = x[2 + i];
for (long i = 0; i < 2; i++) m[1 + i] = x[i];
for (long i = 0, p = 0, q = 0; i < 2; i++) {
double s = 0;
for (long j = 0; j < 3; j++, q++) if ((z[q >> 3] >> (q & 7)) & 1) s += m[j] * v[p++];
s += v[4 + i];
m[3 + i] = (s < 0 ? 0 : s);
}
for (long i = 0; i < 3; i++) m[5 + i] = m[i] + v[6 + i] + v[6 + i];
for (long i = 0, p = 0, q = 0; i < 2; i++) {
double s = 0;
for (long j = 0; j < 3; j++, q++) if ((z[q >> 3] >> (q & 7)) & 1) s += m[5 + j] * v[p++];
s += v[9 + i];
m[8 + i] = s > 0 ? s : v[11 + i] * s;
}
for (long i = 0; i < 2; i++) {
double s = x[i];
m[10 + i] = s > 0 ? s : v[13 + i] * s;
}
for (long i = 0; i < 2; i++) m[12 + i] = m[3 + i] * m[8 + i] * m[10 + i];
{
double t = 0, s = 0;
for (long i = 0; i < 2; i++) t += m[12 + i];
t /= 2;
for (long i = 0; i < 2; i++) s += (m[12 + i] - t) * (m[12 + i] - t);
s = 1 / sqrt(s / 2 + 1e-60);
for (long i = 0; i < 2; i++) m[14 + i] = v[15 + i] * ((m[12 + i] - t) * s) + v[17 + i];
}
{
double t = 0, s = 0;
for (long i = 0; i < 2; i++) s += (m[3 + i] - t) * (m[3 + i] - t);
s = 1 / sqrt(s / 2 + 0.5);
for (long i = 0; i < 2; i++) m[16 + i] = v[19 + i] * ((m[3 + i] - t) * s);
}
{
double t = m[8], s = 0;
for (long i = 0; i < 2; i++) if (m[8 + i] > t) t = m[8 + i];
for (long i = 0; i < 2; i++) s += m[18 + i] = exp(m[8 + i] - t);
for (long i = 0; i < 2; i++) m[18 + i] /= s;
}
for (long i = 0; i < 2; i++) y[i] = m[14 + i];
for (long i = 0; i < 1; i++) y[2 + i] = m[17 + i];
for (long i = 0; i < 2; i++) y[3 + i] = m[18 + i];
}
#endif
`);
    for (const text of [toC(branched), toJavaScript(branched)]) expect(text).not.toMatch(/\*\/ \n|gate|main/);
  });

  it("has no line that a compiler may refuse", () => {
    const [layer] = branched.layers;
    const graph: Graph = {
      inputs: [{ name: "x", width: 3 }],
      nodes: [
        { name: "y", op: "layer", layer: 0, from: ["x"] },
        { name: "sum", op: "add", from: Array.from({ length: 2000 }, () => "y") },
      ],
      outputs: [{ name: "sum", from: "sum" }],
    };
    const text = toC({ layers: [layer], graph });
    for (const line of text.split("\n")) expect(line.length).toBeLessThan(4095);
  });
});

const large: Network = {
  ...branched,
  graph: {
    ...(branched.graph as Graph), // the example has one
    nodes: (branched.graph as Graph).nodes.map((node) =>
      node.op === "constant" ? { ...node, values: [1, 1e39, 1] } : node,
    ),
  },
};

// prettier-ignore
describeRefusals({
  "toC and toJavaScript of graphs": [
    [() => toC(large, { dtype: "f32" }),           'toC: node "c": expected values that are finite in f32; received 1e+39'],
    [() => toJavaScript(large, { dtype: "f32" }),  'toJavaScript: node "c": expected values that are finite in f32; received 1e+39'],
    [() => toC(branched, { name: "double" }),      "toC: expected a name of 2 to 63 letters, digits and _, the first a letter, that C and its library do not use; received double"],
  ],
});
