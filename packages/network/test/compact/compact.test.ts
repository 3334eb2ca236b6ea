import { astype, tensor, toNested } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compact, roundingBound } from "../../src/compact/index.ts";
import { checkNetwork, forward, mapParameters, nonzeroWeights, sizesOf } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { asGraph, graphCases } from "../support/graphs.ts";
import { expectNear, largest } from "../support/near.ts";
import { describeRefusals } from "../support/refusals.ts";
import { columns, sparseCases, sparseNetworks } from "../support/sparse.ts";

const inF32 = (network: Network): Network => mapParameters(network, (each) => astype(each, "f32"));

describe("a compacted network", () => {
  law("computes the same within the bound: |compacted − pruned| ≤ 2 roundingBound", sparseCases, (drawn) => {
    for (const dtype of ["f64", "f32"] as const) {
      const network = mapParameters(drawn.network, (each) => astype(each, dtype));
      const inputs = astype(drawn.inputs, dtype);
      const { network: smaller } = compact(network);
      const bound = roundingBound(network, largest(inputs));
      const M = bound.length;
      expectNear(forward(smaller, inputs), forward(network, inputs), (at) => 2 * bound[at % M]);
    }
  });

  const sparseGraphs = graphCases({ zeros: 0.75, ties: true, transposes: true });

  law(
    "computes the same within the bound on graphs, and the same bits where it says so",
    sparseGraphs,
    ({ network, inputs }) => {
      const { network: smaller, isExact } = compact(network);
      checkNetwork("compact", smaller);
      const bound = roundingBound(network, largest(inputs));
      const [received, expected] = [forward(smaller, inputs), forward(network, inputs)];
      expectNear(received, expected, (at) => 2 * bound[at % bound.length]);
      if (isExact) expect(received).toEqual(expected);
    },
  );

  law(
    "has nothing left to go on graphs, also without the inputs that nothing reads",
    sparseGraphs,
    ({ network, inputs }) => {
      const all = compact(network);
      const dropped = compact(network, { dropInputs: true });
      expect(forward(dropped.network, columns(inputs, dropped.inputs))).toEqual(forward(all.network, inputs));
      for (const [once, dropInputs] of [
        [all, false],
        [dropped, true],
      ] as const) {
        const twice = compact(once.network, { dropInputs });
        expect(twice.network).toEqual(once.network);
        expect(twice.isExact).toBe(true);
      }
    },
  );

  law("of a chain that is written as a graph is the same chain", sparseCases, ({ network, inputs }) => {
    const [chain, graph] = [compact(network), compact(asGraph(network))];
    expect(graph.network.layers).toEqual(chain.network.layers);
    expect([graph.layers, graph.inputs, graph.isExact]).toEqual([chain.layers, chain.inputs, chain.isExact]);
    expect(forward(graph.network, inputs)).toEqual(forward(chain.network, inputs));
  });

  law("has the bits of the pruned network where it says so", sparseCases, ({ network, inputs }) => {
    for (const each of [network, inF32(network)]) {
      const X = each === network ? inputs : astype(inputs, "f32");
      const { network: smaller, isExact } = compact(each);
      if (isExact) expect(forward(smaller, X)).toEqual(forward(each, X));
    }
  });

  law("is exact where every constant is 0", sparseNetworks(["relu", "tanh", "gelu", "identity"]), (drawn) => {
    const network = mapParameters(drawn, (each) =>
      each.shape.length === 1 ? { shape: each.shape, data: each.data.map(() => 0) } : each,
    );
    expect(compact(network).isExact).toBe(true);
  });

  law("takes the columns it names, once unread inputs are dropped", sparseCases, ({ network, inputs }) => {
    const all = compact(network);
    const { network: smaller, inputs: kept } = compact(network, { dropInputs: true });
    expect(forward(smaller, columns(inputs, kept))).toEqual(forward(all.network, inputs));
    expect(all.inputs).toEqual(Array.from({ length: inputs.shape[1] }, (_, j) => j));
    expect(kept.every((j) => j < inputs.shape[1])).toBe(true);
  });

  law("has nothing left to go: compact(compact(n)) = compact(n)", sparseNetworks(), (network) => {
    for (const dropInputs of [false, true]) {
      const once = compact(network, { dropInputs }).network;
      const twice = compact(once, { dropInputs });
      expect(twice.network).toEqual(once);
      expect(twice.isExact).toBe(true);
    }
  });

  law("has no hidden neuron without inputs or readers, and no unread input", sparseNetworks(), (network) => {
    const { layers } = compact(network, { dropInputs: true }).network;
    const isConstant = layers.length === 1 && nonzeroWeights({ layers }) === 0;
    for (const [k, { weight }] of layers.entries()) {
      const rows = toNested(weight) as number[][];
      if (k < layers.length - 1) for (const row of rows) expect(row.some((W_ij) => W_ij !== 0)).toBe(true);
      if (!isConstant)
        for (let j = 0; j < weight.shape[1]; j++) expect(rows.some((row) => row[j] !== 0)).toBe(true);
    }
  });

  law("has all outputs, no neuron more, and leaves the network as it was", sparseNetworks(), (network) => {
    const before = structuredClone(network);
    const { network: smaller, layers } = compact(network);
    expect(network).toEqual(before);
    expect(sizesOf(smaller).at(-1)).toBe(sizesOf(network).at(-1));
    for (const [k, { neurons, kept }] of layers.entries()) {
      expect(neurons.before).toBe(network.layers[k].bias.data.length);
      expect(neurons.after).toBeLessThanOrEqual(neurons.before);
      if (neurons.after > 0) expect(kept).toHaveLength(neurons.after);
    }
    const left = layers.filter(({ neurons }) => neurons.after > 0);
    expect(left.map(({ neurons }) => neurons.after)).toEqual(
      smaller.layers.map(({ bias }) => bias.data.length),
    );
    expect(left.reduce((sum, { nonzero }) => sum + nonzero.after, 0)).toBe(nonzeroWeights(smaller));
  });
});

/** Neuron 0 of the first layer is ½ or σ(½) for any input, and so is neuron 1 of the second; no neuron reads neuron 2. */
const chain = (activation: Network["layers"][number]["activation"]): Network => ({
  layers: [
    {
      weight: tensor([
        [0, 0],
        [2, 0],
        [1, 1],
      ]),
      bias: tensor([0.5, 0, 0]),
      activation,
    },
    {
      weight: tensor([
        [4, 1, 0],
        [2, 0, -0],
      ]),
      bias: tensor([1, -3]),
      activation: { kind: "identity" },
    },
    { weight: tensor([[1, 8]]), bias: tensor([0.25]), activation: { kind: "identity" } },
  ],
});

describe("by hand", () => {
  it("a constant goes to the biases of its readers, from layer to layer", () => {
    const { network, inputs, layers, isExact } = compact(chain({ kind: "relu" }), { dropInputs: true });
    // σ(½) = ½; neuron 0 of the second layer gains 4 · ½, and neuron 1 is 2 · ½ − 3 = −2, which the output meets with 8.
    expect(network.layers.map(({ weight, bias }) => [toNested(weight), toNested(bias)])).toEqual([
      [[[2]], [0]],
      [[[1]], [3]],
      [[[1]], [-15.75]],
    ]);
    expect([inputs, isExact]).toEqual([[0], false]);
    expect(layers[0]).toEqual({
      kept: [1],
      neurons: { before: 3, after: 1 },
      weights: { before: 6, after: 1 },
      nonzero: { before: 3, after: 1 },
      bytes: { before: 8 * 9, after: 8 * 2 },
    });
  });

  it("each neuron of a PReLU has its own slope", () => {
    const network = chain({ kind: "prelu", slope: tensor([3, 5, 7]) });
    network.layers[0].bias.data[0] = -0.5;
    const { layers } = compact(network).network;
    // σ(−½) = −3/2, of which neuron 0 gains four times as much, and the other's −3 − 3 goes to the output eight times.
    expect(layers.map(({ bias }) => toNested(bias))).toEqual([[0], [-5], [-47.75]]);
    expect(layers[0].activation).toEqual({ kind: "prelu", slope: tensor([5]) });
    expect(compact(chain({ kind: "prelu", slope: tensor([3]) })).network.layers[0].activation).toEqual({
      kind: "prelu",
      slope: tensor([3]),
    });
  });

  it("a constant output stays an output", () => {
    const network: Network = {
      layers: [
        { weight: tensor([[1], [0]]), bias: tensor([0, 2]), activation: { kind: "relu" } },
        {
          weight: tensor([
            [1, 0],
            [0, 3],
          ]),
          bias: tensor([0, 1]),
          activation: { kind: "sigmoid" },
        },
      ],
    };
    const { layers } = compact(network).network;
    expect(toNested(layers[1].weight)).toEqual([[1], [0]]);
    expect(toNested(layers[1].bias)).toEqual([0, 7]);
  });

  it("where every output is constant one layer of zeros is left", () => {
    const network = chain({ kind: "relu" });
    network.layers[1].weight.data[1] = 0;
    const { network: smaller, layers, inputs, isExact } = compact(network, { dropInputs: true });
    expect(smaller.layers).toEqual([
      { weight: tensor([[0]]), bias: tensor([3 - 16 + 0.25]), activation: { kind: "identity" } },
    ]);
    expect([inputs, isExact]).toEqual([[0], true]);
    expect(layers.map(({ neurons }) => neurons.after)).toEqual([0, 0, 1]);
    expect(compact(network).network.layers[0].weight.shape).toEqual([1, 2]);
  });

  it("a bias that gets too large for its precision is refused, with its number", () => {
    const network = inF32(chain({ kind: "relu" }));
    network.layers[0].bias.data[0] = 3e38; // of which the second layer takes four times as much
    expect(() => compact(network)).toThrow(
      "compact: layer 1: expected bias 0 and the constants in range; received Infinity",
    );
  });

  it("a row whose sum is zero is not a row of zeros", () => {
    const network: Network = {
      layers: [
        { weight: tensor([[1, -1]]), bias: tensor([1]), activation: { kind: "relu" } },
        { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "identity" } },
      ],
    };
    expect(compact(network).network).toEqual(network);
  });
});

it("the drawn networks have constants, empty layers, exact results and others", () => {
  const found = { exact: 0, reordered: 0, merged: 0, dropped: 0 };
  fc.assert(
    fc.property(sparseNetworks(), (network) => {
      const { isExact, network: smaller, inputs } = compact(network, { dropInputs: true });
      if (isExact) found.exact++;
      else found.reordered++;
      if (smaller.layers.length < network.layers.length) found.merged++;
      if (inputs.length < network.layers[0].weight.shape[1]) found.dropped++;
    }),
    { numRuns: 100 },
  );
  for (const count of Object.values(found)) expect(count).toBeGreaterThan(5);
});

// prettier-ignore
describeRefusals({
  compact: [
    [() => compact({ layers: [] }),                                     "compact: expected a network of at least one layer; received none"],
    [() => compact(chain({ kind: "relu" }), { dropInputs: 1 as never }), "compact: expected dropInputs to be true or false; received 1"],
  ],
});
