import { cloneNetwork, forward, mapParameters, parametersOf } from "@espalier/network";
import type { Graph, Layer, Network } from "@espalier/network";
import { judged } from "@espalier/network/internal";
import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levenbergMarquardt } from "../../src/gauss-newton/levenberg-marquardt.ts";
import { relevantOf, withRelevant } from "../../src/gauss-newton/relevant.ts";
import { chunksOf } from "../../src/gauss-newton/samples.ts";
import { law } from "../../../../test-setup/law.ts";
import { answeredBy } from "../support/asking.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { sameNumbers, solverCases, withBatch } from "../support/solver.ts";
import type { SolverCase } from "../support/solver.ts";

/** Of each case, a further share of the weights is removed, so that whole neurons and inputs go. */
const sparse = fc
  .record({ drawn: solverCases(), keep: fc.constantFrom(2, 3, 5) })
  .map(({ drawn, keep }): SolverCase => {
    const masks = drawn.masks.map((mask, k) =>
      mask.map((kept, at) => (kept === 1 && (at + k) % keep !== 0 ? 1 : 0)),
    );
    const network = cloneNetwork(drawn.network);
    for (const [k, { weight }] of network.layers.entries())
      for (const [at, kept] of masks[k].entries()) if (kept === 0) weight.data[at] = 0;
    return { ...drawn, network, masks };
  });

/** The case without what its outputs do not depend on. */
function partOf(drawn: SolverCase): SolverCase & { readonly relevant: ReturnType<typeof relevantOf> } {
  const relevant = relevantOf(drawn.network, drawn.masks, "outputs");
  const [{ inputs }] = chunksOf(
    { inputs: drawn.inputs, targets: undefined },
    drawn.reference,
    relevant.units[0],
  );
  return { ...drawn, network: relevant.network, masks: relevant.masks, inputs, relevant };
}

const hasSharedSlope = ({ activation }: Layer): boolean =>
  activation.kind === "prelu" && activation.slope.data.length === 1;

const numbersOf = ({ data }: Tensor): number[] => Array.from(data, (value) => value + 0); // 0 and −0 are one

describe("the relevant part of a masked network", () => {
  law("is the same function, to the last bit", sparse, (drawn) => {
    const part = partOf(drawn);
    expect(numbersOf(forward(part.network, part.inputs))).toEqual(
      numbersOf(forward(drawn.network, drawn.inputs)),
    );
  });

  law("put back unchanged gives the same network", sparse, (drawn) => {
    const { relevant } = partOf(drawn);
    expect(withRelevant(drawn.network, relevant, relevant.network)).toEqual(drawn.network);
  });

  law(
    "has every kept weight on the way to an output, and its masks remove what fills it up",
    sparse,
    (drawn) => {
      const { relevant, network, masks } = partOf(drawn);
      for (const [k, { weight }] of network.layers.entries()) {
        const [I, J] = weight.shape;
        const [rows, columns] = [relevant.units[k + 1], relevant.units[k]];
        const width = drawn.network.layers[k].weight.shape[1];
        for (let i = 0; i < I; i++)
          for (let j = 0; j < J; j++) {
            const isOf = rows[i] < drawn.network.layers[k].weight.shape[0] && columns[j] < width;
            const at = rows[i] * width + columns[j];
            expect(masks[k][i * J + j]).toBe(isOf ? drawn.masks[k][at] : 0);
            expect(weight.data[i * J + j]).toBe(isOf ? drawn.network.layers[k].weight.data[at] : 0);
          }
      }
    },
  );

  law("is solved as the whole: the same step, to the last bit where no slope is shared", sparse, (drawn) => {
    const part = partOf(drawn);
    const damping = [{ factor: 1e-3 }, { factor: 1e-3 }];
    const [whole, relevant] = [drawn, part].map((of, at) =>
      withBatch(of, (batch) => {
        const step = answeredBy(levenbergMarquardt(batch, damping[at], { iterations: 5 }), (question) => {
          if (question.ask === "blocks") return batch.curvature();
          if (!("at" in question)) throw new Error("another question");
          return batch[question.ask](question.at);
        });
        return { report: step.report, network: batch.networkAt(step.at) };
      }),
    );
    const solved = withRelevant(drawn.network, part.relevant, relevant.network);
    if (!drawn.network.layers.some(hasSharedSlope)) {
      expect(relevant.report).toEqual(whole.report);
      expect(damping[0]).toEqual(damping[1]);
      expect(sameNumbers(solved, whole.network)).toBe(true);
    }
    // Kernels add up a shared slope's gradient in lanes, whose order depends on the width. Five iterations of a condition of at most
    // some 1e4 carry its rounding on.
    const expected = parametersOf(whole.network);
    for (const [at, parameter] of parametersOf(solved).entries())
      expectNear(parameter, expected[at], 1e-9 * (1 + largest(expected[at])));
  });

  it("of a network that ignores its second input and third neuron leaves both out", () => {
    const network = {
      layers: [
        { weight: tensor([[1, 0], [2, 0], [3, 4]]), bias: tensor([5, 6, 7]), activation: { kind: "prelu" as const, slope: tensor([0.1, 0.2, 0.3]) } },
        { weight: tensor([[8, 9, 0]]), bias: tensor([10]), activation: { kind: "identity" as const } },
      ],
    }; // prettier-ignore
    const masks = [Uint8Array.of(1, 0, 1, 0, 1, 1), Uint8Array.of(1, 1, 0)];
    const { network: part, units } = relevantOf(network, masks, "outputs");
    expect([...units[0]].filter((unit) => unit < 3)).toEqual([0]); // the others are fillers
    expect([...units[1]].filter((unit) => unit < 3)).toEqual([0, 1]); // the others are fillers
    expect([...units[2]]).toEqual([0]);
    const [first, second] = part.layers;
    expect(first.weight.shape).toEqual([8, 8]); // whole vectors of the kernels
    expect([...first.weight.data].filter((value) => value !== 0)).toEqual([1, 2]);
    expect([...first.bias.data]).toEqual([5, 6, 0, 0, 0, 0, 0, 0]);
    expect([...second.weight.data]).toEqual([8, 9, 0, 0, 0, 0, 0, 0]);
  });

  it.each(["f64", "f32"] as const)(
    "in %s goes back to its places, with a slope for each neuron or for all",
    (dtype) => {
      // Neuron 0 of the first layer, and neuron 1 of the second, are not read.
      const layersWith = (by: number): Layer[] => [
        {
          weight: tensor([[9], [1 + by], [2 + by]], dtype),
          bias: tensor([9, 3 + by, 4 + by], dtype),
          activation: { kind: "prelu", slope: tensor([0.5, 0.25 + by, 0.125 + by], dtype) },
        },
        {
          weight: tensor([[0, 5 + by, 6 + by], [0, 9, 9]], dtype), // prettier-ignore
          bias: tensor([7 + by, 9], dtype),
          activation: { kind: "prelu", slope: tensor([0.5 + by], dtype) },
        },
        {
          weight: tensor([[8 + by, 0]], dtype),
          bias: tensor([1 + by], dtype),
          activation: { kind: "identity" },
        },
      ];
      const network = { layers: layersWith(0) };
      const masks = [Uint8Array.of(1, 1, 1), Uint8Array.of(0, 1, 1, 0, 1, 1), Uint8Array.of(1, 0)];
      const relevant = relevantOf(network, masks, "outputs");
      for (const { data } of parametersOf(relevant.network))
        expect(data).toBeInstanceOf(dtype === "f32" ? Float32Array : Float64Array);
      const inputs = tensor([[-5, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]], dtype); // prettier-ignore
      const whole = forward(network, tensor([[-5], [1]], dtype));
      expect(numbersOf(forward(relevant.network, inputs))).toEqual(numbersOf(whole));
      const moved = mapParameters(relevant.network, ({ shape, data }) => ({
        shape,
        data: data.map((x) => x + 16),
      }));
      expect(withRelevant(network, relevant, moved)).toEqual({ layers: layersWith(16) });
    },
  );

  it("keeps one slope for all of its neurons, also where the first is not read", () => {
    const layersWith = (by: number): Layer[] => [
      {
        weight: tensor([[9], [1 + by], [by - 1]]),
        bias: tensor([9, by, by]),
        activation: { kind: "prelu", slope: tensor([0.5 + by]) },
      },
      { weight: tensor([[0, 1 + by, 2 + by]]), bias: tensor([by]), activation: { kind: "identity" } },
    ];
    const network = { layers: layersWith(0) };
    const relevant = relevantOf(network, [Uint8Array.of(1, 1, 1), Uint8Array.of(0, 1, 1)], "outputs");
    const inputs = tensor([[3, 0, 0, 0, 0, 0, 0, 0], [-3, 0, 0, 0, 0, 0, 0, 0]]); // prettier-ignore
    expect(numbersOf(forward(relevant.network, inputs))).toEqual([3 - 2 * 1.5, 6 - 1.5]);
    const moved = mapParameters(relevant.network, ({ shape, data }) => ({
      shape,
      data: data.map((x) => x + 16),
    }));
    expect(withRelevant(network, relevant, moved)).toEqual({ layers: layersWith(16) });
  });

  it("of a graph, or with a tied matrix, is all of it", () => {
    const layer: Layer = { weight: tensor([[1, 0], [3, 4]]), bias: tensor([5, 6]), activation: { kind: "tanh" } }; // prettier-ignore
    const graph: Graph = {
      inputs: [{ name: "x", width: 2 }],
      nodes: [{ name: "a", op: "layer", layer: 0, from: ["x"] }],
      outputs: [{ name: "y", from: "a", weight: 4 }],
    };
    const mask = Uint8Array.of(1, 0, 1, 1);
    const more = (network: Network): Network =>
      mapParameters(network, ({ shape, data }) => ({ shape, data: data.map((x) => 2 * x) }));
    for (const network of [{ layers: [layer], graph }, { layers: [layer, { ...layer, tied: 0 }] }]) {
      const masks = network.layers.map(() => mask);
      const relevant = relevantOf(network, masks, "outputs");
      expect(relevant.network).toEqual(judged(network, "outputs"));
      expect(relevant.masks).toBe(masks);
      expect(relevant.units).toEqual([Uint32Array.of(0, 1)]);
      // Outputs that count differently are judged by other outputs; the graph stays as it was.
      expect(withRelevant(network, relevant, more(relevant.network))).toStrictEqual(more(network));
    }
  });

  it("of a network without any weight is its last biases", () => {
    const network = {
      layers: [
        { weight: tensor([[0]]), bias: tensor([5]), activation: { kind: "tanh" as const } },
        { weight: tensor([[0]]), bias: tensor([3]), activation: { kind: "identity" as const } },
      ],
    };
    const { network: part, units } = relevantOf(network, [Uint8Array.of(0), Uint8Array.of(0)], "outputs");
    expect(units[0]).toHaveLength(8);
    expect(numbersOf(forward(part, tensor([[0, 0, 0, 0, 0, 0, 0, 0]])))).toEqual([3]);
  });
});
