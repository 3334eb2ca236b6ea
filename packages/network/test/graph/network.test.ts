import { createTape, isTraced, source } from "@espalier/autodiff";
import { rows, tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  activate,
  cloneNetwork,
  forward,
  layerInputs,
  mapParameters,
  nonzeroWeights,
  parametersOf,
  sizesOf,
  weightCount,
} from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { neuronActivation } from "../../src/activation/activation.ts";
import { cases, networks } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude, naiveOutputs, rowsOf } from "../support/naive.ts";
import { expectNear, u } from "../support/near.ts";

describe("the outputs of a network", () => {
  law("are those of its sums written out", cases, ({ network, inputs }) => {
    const expected = rowsOf(inputs).flatMap((x) => naiveOutputs(network, x));
    expectNear(forward(network, inputs), expected, 100 * u * magnitude(network, inputs));
  });

  law("are those of each sample alone, to the last bit", cases, ({ network, inputs }) => {
    const together = forward(network, inputs);
    for (let n = 0; n < inputs.shape[0]; n++)
      expect(toNested(forward(network, rows(inputs, n, n + 1)))).toEqual(toNested(rows(together, n, n + 1)));
  });

  law(
    "come from the last layer's inputs, which the layers before it put out",
    cases,
    ({ network, inputs }) => {
      const received = layerInputs(network, inputs);
      expect(received).toHaveLength(network.layers.length);
      expect(received[0]).toBe(inputs);
      for (const [k, input] of received.entries()) {
        expect(forward({ layers: network.layers.slice(0, k) }, inputs)).toEqual(input);
        expect(forward({ layers: network.layers.slice(k) }, input)).toEqual(forward(network, inputs));
      }
    },
  );

  it("of W = (1, −2), b = 3 and a PReLU of slope ½ at (1, 1) and (0, 4) are 2 and −2.5", () => {
    const network: Network = {
      layers: [
        { weight: tensor([[1, -2]]), bias: tensor([3]), activation: { kind: "prelu", slope: tensor([0.5]) } },
      ],
    };
    expect(
      toNested(
        forward(
          network,
          tensor([
            [1, 1],
            [0, 4],
          ]),
        ),
      ),
    ).toEqual([[2], [-2.5]]);
  });

  it("of a followed batch are followed", () => {
    const network: Network = {
      layers: [{ weight: tensor([[2]]), bias: tensor([0]), activation: { kind: "identity" } }],
    };
    expect(isTraced(forward(network, source(createTape(), tensor([[1]]))))).toBe(true);
  });
});

describe("the parameters of a network", () => {
  law("are weight, bias and slope of each layer, and are replaced in that order", networks(), (network) => {
    const expected = network.layers.flatMap(({ weight, bias, activation }) =>
      activation.kind === "prelu" ? [weight, bias, activation.slope] : [weight, bias],
    );
    expect(parametersOf(network)).toEqual(expected);
    let met = 0;
    const same = mapParameters(network, (parameter) => {
      expect(parameter).toBe(parametersOf(network)[met++]);
      return parameter;
    });
    expect(met).toBe(expected.length);
    expect(same).toEqual(network);
  });

  law("are copied by a clone, which shares none of them", networks(), (network) => {
    const copy = cloneNetwork(network);
    expect(copy).toEqual(network);
    const originals = new Set(parametersOf(network).map(({ data }) => data.buffer));
    expect(parametersOf(copy).some(({ data }) => originals.has(data.buffer))).toBe(false);
  });

  law("are counted without biases and slopes", networks(), (network) => {
    const sizes = sizesOf(network);
    const weights = network.layers.flatMap(({ weight }) => [...weight.data]);
    expect(sizes).toHaveLength(network.layers.length + 1);
    expect(weightCount(network)).toBe(sizes.slice(1).reduce((sum, size, k) => sum + size * sizes[k], 0));
    expect(nonzeroWeights(network)).toBe(weights.filter((W_ij) => W_ij !== 0).length);
  });

  it("of 784-32-32-10 are 26,432 weights", () => {
    const sizes = [784, 32, 32, 10];
    const layers = sizes.slice(1).map((I, k) => ({
      weight: { shape: [I, sizes[k]], data: new Float64Array(I * sizes[k]) },
      bias: { shape: [I], data: new Float64Array(I) },
      activation: { kind: "relu" as const },
    }));
    expect(sizesOf({ layers })).toEqual(sizes);
    expect([weightCount({ layers }), nonzeroWeights({ layers })]).toEqual([26_432, 0]);
  });
});

describe("an activation", () => {
  const signals = tensor([[-2, 0, 3]]);

  // prettier-ignore
  it.each([
    { activation: { kind: "identity" as const },                                  values: [-2, 0, 3] },
    { activation: { kind: "relu" as const },                                      values: [0, 0, 3] },
    { activation: { kind: "prelu" as const, slope: tensor([0.5]) },               values: [-1, 0, 3] },
    { activation: { kind: "prelu" as const, slope: tensor([3, 5, 7]) },           values: [-6, 0, 3] },
    { activation: { kind: "tanh" as const },                                      values: [Math.tanh(-2), 0, Math.tanh(3)] },
    { activation: { kind: "sigmoid" as const },                                   values: [1 / (1 + Math.exp(2)), 0.5, 1 / (1 + Math.exp(-3))] },
    // Φ(−2) = 0.0227501319481792, Φ(3) = 0.998650101968370, from a table
    { activation: { kind: "gelu" as const },                                      values: [-2 * 0.0227501319481792, 0, 3 * 0.998650101968370] },
  ])("$activation.kind of −2, 0, 3 is $values", ({ activation, values }) => {
    expectNear(activate(activation, signals), values, 1e-14);
  });

  it("of one neuron has the slope of that neuron, or the shared one", () => {
    const slope = tensor([1, 2, 3]);
    expect(neuronActivation({ kind: "prelu", slope }, 2)).toEqual({ kind: "prelu", slope: tensor([3]) });
    const shared = { kind: "prelu", slope: tensor([4]) } as const;
    expect(neuronActivation(shared, 2)).toEqual(shared);
    expect(neuronActivation({ kind: "tanh" }, 2)).toEqual({ kind: "tanh" });
  });
});
