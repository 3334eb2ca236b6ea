import { randomNormal, reference, seededRandom, wrap } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { cloneNetwork, evaluate, initialNetwork, lossGradients, parametersOf } from "../../src/index.ts";
import type { LossName, Samples } from "../../src/index.ts";
import { repeatedGradients } from "../../src/loss/gradient.ts";
import { describeRefusals } from "../support/refusals.ts";

const N = 12;
const network = initialNetwork({ sizes: [3, 5, 4], random: seededRandom(1) });
const inputs = randomNormal([N, 3], seededRandom(2));
const targetsOf: Readonly<Record<LossName, Samples["targets"]>> = {
  "mean-squared-error": randomNormal([N, 4], seededRandom(3)),
  "softmax-divergence": randomNormal([N, 4], seededRandom(4)),
  "softmax-cross-entropy": wrap(
    [N],
    Float64Array.from({ length: N }, (_, n) => n % 4),
  ),
};

describe.each(Object.keys(targetsOf) as LossName[])("the gradient of the %s", (loss) => {
  const samples = { inputs, targets: targetsOf[loss] };

  it("is the slope of the loss by every weight, bias and PReLU slope, in the order of the parameters", () => {
    const { loss: value, gradients } = lossGradients(loss)(network, samples);
    expect(value).toBe(evaluate(network, samples, loss).loss);
    expect(gradients).toHaveLength(5);
    const h = 1e-5; // ∛ε
    for (const [at, gradient] of gradients.entries())
      for (const entry of gradient.data.keys()) {
        const moved = (by: number): number => {
          const other = cloneNetwork(network);
          parametersOf(other)[at].data[entry] += by;
          return evaluate(other, samples, loss).loss;
        };
        // h² and ε / h; no signal of these samples is so near the kink of its PReLU.
        expect(Math.abs(gradient.data[entry] - (moved(h) - moved(-h)) / (2 * h))).toBeLessThan(1e-9);
      }
  });

  it("is the same, to the last bit, when its memory is used again", () => {
    const gradientsOf = lossGradients(loss);
    const first = gradientsOf(network, samples);
    const copy = {
      loss: first.loss,
      gradients: first.gradients.map(({ shape, data }) => ({ shape, data: data.slice() })),
    };
    const half = { inputs: wrap([6, 3], inputs.data.slice(0, 18)), targets: halfOf(samples.targets) };
    expect(gradientsOf(network, half).loss).not.toBe(copy.loss);
    const again = gradientsOf(network, samples);
    expect(again).toEqual(copy);
    for (const [at, { data }] of again.gradients.entries())
      expect(data.buffer).toBe(first.gradients[at].data.buffer);
  });

  it("is repeated in its places, for what network and batch hold then", () => {
    const places = cloneNetwork(network);
    const { gradients, compute } = repeatedGradients(loss, places, samples, reference.arena());
    for (const { data } of parametersOf(places)) data.reverse();
    const expected = lossGradients(loss)(places, samples);
    expect({ loss: compute(), gradients }).toEqual(expected);
  });
});

const halfOf = ({ shape: [, ...rest], data }: Samples["targets"]) =>
  wrap([6, ...rest], data.slice(0, data.length / 2));

const [first, last] = network.layers;
const unread = {
  layers: [first, first, last],
  graph: {
    inputs: [{ name: "x", width: 3 }],
    nodes: [
      { name: "read", op: "layer", layer: 0, from: ["x"] },
      { name: "unread", op: "layer", layer: 1, from: ["x"] },
      { name: "out", op: "layer", layer: 2, from: ["read"] },
    ],
    outputs: [{ name: "y", from: "out" }],
  },
} as const;

// prettier-ignore
describeRefusals({
  lossGradients: [
    [() => lossGradients("mean-squared-error")(unread, { inputs, targets: targetsOf["mean-squared-error"] }), "lossGradients: expected outputs that depend on every parameter; received outputs without parameter 3"],
  ],
});
