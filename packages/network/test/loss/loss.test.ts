import { randomNormal, seededRandom, tensor, wrap } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHUNK, evaluate, initialNetwork } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { cases, few, lists, matrices } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude, mean, naiveOutputs, rowsOf } from "../support/naive.ts";
import { u } from "../support/near.ts";

const outputsOf = ({ layers }: Network): number => layers[layers.length - 1].bias.data.length;

const regressions = cases.chain(({ network, inputs }) =>
  fc.record({
    network: fc.constant(network),
    inputs: fc.constant(inputs),
    targets: matrices(inputs.shape[0], outputsOf(network)),
  }),
);

const classifications = cases.chain(({ network, inputs }) =>
  fc.record({
    network: fc.constant(network),
    inputs: fc.constant(inputs),
    classes: lists(inputs.shape[0], few(0, outputsOf(network) - 1)),
  }),
);

describe("the mean squared error", () => {
  law("is the mean of (y − t)² over samples and outputs", regressions, ({ network, inputs, targets }) => {
    const { loss, accuracy } = evaluate(network, { inputs, targets }, "mean-squared-error");
    const naive = mean(
      rowsOf(inputs).flatMap((x, n) =>
        naiveOutputs(network, x).map((y, m) => (y - rowsOf(targets)[n][m]) ** 2),
      ),
    );
    // Outputs are right to 100 u of the largest number on the way, and targets are no larger than 2.
    const size = magnitude(network, inputs) + 2;
    expect(Math.abs(loss - naive)).toBeLessThanOrEqual(400 * u * size ** 2);
    expect(accuracy).toBeUndefined();
  });

  it("of outputs 1, 2 and targets 0, 4 is 2.5", () => {
    const network: Network = {
      layers: [{ weight: tensor([[1], [2]]), bias: tensor([0, 0]), activation: { kind: "identity" } }],
    };
    const samples = { inputs: tensor([[1]]), targets: tensor([[0, 4]]) };
    expect(evaluate(network, samples, "mean-squared-error")).toEqual({ loss: 2.5 });
  });
});

describe("the cross-entropy", () => {
  law("is the mean of −log p_t, and the accuracy that of the largest outputs", classifications, (drawn) => {
    const { network, inputs, classes } = drawn;
    const targets = wrap([classes.length], Float64Array.from(classes));
    const { loss, accuracy } = evaluate(network, { inputs, targets }, "softmax-cross-entropy");
    const outputs = rowsOf(inputs).map((x) => naiveOutputs(network, x));
    const losses = outputs.map((y, n) => {
      const largest = Math.max(...y);
      const total = y.reduce((sum, each) => sum + Math.exp(each - largest), 0);
      return largest + Math.log(total) - y[classes[n]];
    });
    expect(Math.abs(loss - mean(losses))).toBeLessThanOrEqual(400 * u * magnitude(network, inputs));
    // Where two outputs differ by a rounding only, the largest one is not known.
    const off = 200 * u * magnitude(network, inputs);
    const sure = (y: number[], n: number) =>
      y.every((each, m) => m === classes[n] || each < y[classes[n]] - off);
    const possible = (y: number[], n: number) => y.every((each) => each <= y[classes[n]] + off);
    expect(accuracy).toBeGreaterThanOrEqual(mean(outputs.map((y, n) => Number(sure(y, n)))));
    expect(accuracy).toBeLessThanOrEqual(mean(outputs.map((y, n) => Number(possible(y, n)))));
  });

  it("of two equal outputs is log 2, and the first one counts as the largest", () => {
    const network: Network = {
      layers: [{ weight: tensor([[1], [1]]), bias: tensor([0, 0]), activation: { kind: "identity" } }],
    };
    const samples = { inputs: tensor([[3], [3], [3], [3]]), targets: tensor([0, 1, 0, 0]) };
    const { loss, accuracy } = evaluate(network, samples, "softmax-cross-entropy");
    expect(Math.abs(loss - Math.LN2)).toBeLessThanOrEqual(4 * 4 * u); // (3 + log 2) − 3
    expect(accuracy).toBe(0.75);
  });
});

it("more samples than a chunk are all counted, and alike", () => {
  const N = 2 * CHUNK + 100;
  const network = initialNetwork({ sizes: [2, 3, 3], activation: "tanh", random: seededRandom(1) });
  const inputs = randomNormal([N, 2], seededRandom(2));
  const classes = wrap(
    [N],
    Float64Array.from({ length: N }, (_, n) => n % 3),
  );
  const squared = { inputs, targets: randomNormal([N, 3], seededRandom(3)) };
  const outputs = rowsOf(inputs).map((x) => naiveOutputs(network, x));

  const errors = outputs.flatMap((y, n) => y.map((each, m) => (each - squared.targets.data[3 * n + m]) ** 2));
  // Thousands of numbers of size 1, summed one after another in two ways.
  expect(Math.abs(evaluate(network, squared, "mean-squared-error").loss - mean(errors))).toBeLessThan(1e-12);

  const hits = outputs.map((y, n) => Number(y.indexOf(Math.max(...y)) === n % 3));
  const { accuracy } = evaluate(network, { inputs, targets: classes }, "softmax-cross-entropy");
  expect(accuracy).toBe(mean(hits));
});

it("a hit is a sample whose largest output is that of its class", () => {
  const weight = tensor([
    [1, 0],
    [0, 1],
    [-1, -1],
  ]);
  const network: Network = {
    layers: [{ weight, bias: tensor([0, 0, 0]), activation: { kind: "identity" } }],
  };
  const inputs = tensor([
    [1, 0],
    [-3, 2], // outputs −3, 2, 1: what follows the largest is compared with it
    [-1, -1],
  ]);
  const accuracyOf = (classes: number[]): number | undefined =>
    evaluate(network, { inputs, targets: tensor(classes) }, "softmax-cross-entropy").accuracy;
  expect(accuracyOf([0, 1, 2])).toBe(1);
  expect(accuracyOf([0, 1, 1])).toBe(2 / 3);
  expect(accuracyOf([2, 0, 1])).toBe(0);
});
