import { astype, elementary, full, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { roundingBound } from "../../src/compact/index.ts";
import { forward, mapParameters } from "../../src/index.ts";
import type { Activation } from "../../src/index.ts";
import { cases } from "../support/arbitraries.ts";
import { graphCases } from "../support/graphs.ts";
import { law } from "../../../../test-setup/law.ts";
import { largest } from "../support/near.ts";
import { naiveOutputs, rowsOf } from "../support/naive.ts";
import { describeRefusals } from "../support/refusals.ts";

const network = {
  layers: [
    { weight: tensor([[2, 0, -1]]), bias: tensor([-3]), activation: { kind: "prelu", slope: tensor([-4]) } },
    { weight: tensor([[5]]), bias: tensor([1]), activation: { kind: "identity" } },
  ],
} as const;

describe("the bound of rounding", () => {
  law("holds between single and double precision", cases, (drawn) => {
    const single = mapParameters(drawn.network, (each) => astype(each, "f32"));
    const received = forward(single, astype(drawn.inputs, "f32"));
    const expected = forward(drawn.network, drawn.inputs);
    const [rough, fine] = (["f32", "f64"] as const).map((dtype) =>
      roundingBound(drawn.network, largest(drawn.inputs), dtype),
    );
    for (const [at, value] of received.data.entries()) {
      const m = at % rough.length;
      expect(Math.abs(value - expected.data[at])).toBeLessThanOrEqual(rough[m] + fine[m]);
    }
  });

  law(
    "holds between single and double precision on graphs",
    graphCases({ transposes: true, ties: true }),
    ({ network: drawn, inputs }) => {
      const single = mapParameters(drawn, (each) => astype(each, "f32"));
      const received = forward(single, astype(inputs, "f32"));
      const expected = forward(drawn, inputs);
      const [rough, fine] = (["f32", "f64"] as const).map((dtype) =>
        roundingBound(drawn, largest(inputs), dtype),
      );
      for (const [at, value] of received.data.entries()) {
        const m = at % rough.length;
        expect(Math.abs(value - expected.data[at])).toBeLessThanOrEqual(rough[m] + fine[m]);
      }
    },
  );

  law("holds for a program that adds the bias first", cases, ({ network: drawn, inputs }) => {
    const M = drawn.layers[drawn.layers.length - 1].bias.data.length;
    const expected = forward(drawn, inputs).data;
    for (const [n, x] of rowsOf(inputs).entries()) {
      const bound = roundingBound(drawn, x.map(Math.abs));
      for (const [m, y] of naiveOutputs(drawn, x).entries())
        expect(Math.abs(y - expected[n * M + m])).toBeLessThanOrEqual(2 * bound[m]);
    }
  });

  it("is γ times what is added up, through every slope", () => {
    const [u, gamma] = [2 ** -53, (terms: number): number => (terms * 2 ** -53) / (1 - terms * 2 ** -53)];
    const size = 2 * 10 + 1 * 30 + 3; // of the signal, of inputs up to 10, 20 and 30
    const first = 4 * gamma(5) * size + u * 4 * (size + gamma(5) * size); // the slope is 4, and its product rounded
    const second = 5 * first + gamma(4) * (5 * 4 * size + 1 + 5 * first);
    expect(roundingBound(network, [10, 20, 30])[0]).toBeCloseTo(second, 25);
  });

  it("of 2 x with |x| ≤ 1 is 2 γ_4, and through gelu 128 roundings more, of the largest value that is computed", () => {
    const [u, tiny] = [2 ** -24, 2 ** -149];
    const gamma = (4 * u) / (1 - 4 * u);
    const boundOf = (kind: "identity" | "gelu"): number => {
      const layer = { weight: tensor([[2]]), bias: tensor([0]), activation: { kind } };
      return roundingBound({ layers: [layer] }, 1, "f32")[0];
    };
    const error = gamma * 2 + 4 * tiny;
    // Digit by digit: what is only of second order in u shows as well.
    expect(boundOf("identity")).toBe(error + tiny);
    expect(boundOf("gelu")).toBe(1.129 * error + 128 * u * (2 + error) + tiny);
  });

  it("of errors that come in is what they are and what they add to the sum", () => {
    const [u, one] = [
      2 ** -24,
      { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "identity" } as const },
    ];
    const gamma = (4 * u) / (1 - 4 * u);
    const boundOf = (layers: number): number =>
      roundingBound({ layers: Array.from({ length: layers }, () => one) }, 1, "f32")[0];
    // tiny is 2⁻¹⁴⁹, of which these doubles do not know.
    expect(boundOf(2)).toBe(gamma + gamma * (1 + gamma));
  });

  it("of zeros is four times the smallest number", () => {
    const layer = { weight: tensor([[0]]), bias: tensor([0]), activation: { kind: "identity" } as const };
    expect(roundingBound({ layers: [layer] }, 1)[0]).toBe(4 * 2 ** -1074);
  });

  it("knows the slope of each neuron of a PReLU", () => {
    const slope = tensor([0.5, 3]);
    const [gentle, steep] = roundingBound(
      {
        layers: [{ weight: tensor([[1], [1]]), bias: tensor([0, 0]), activation: { kind: "prelu", slope } }],
      },
      1,
    );
    expect(steep / gentle).toBeCloseTo(3, 10);
  });

  it("passes an error on as the steepest slope does", () => {
    // With this many terms, the rounding of an activation is small beside their error.
    const ones = { weight: full([1, 20_000], 1), bias: tensor([0]) };
    const boundOf = (activation: Activation): number =>
      roundingBound({ layers: [{ ...ones, activation }] }, 1)[0];
    const signalError = boundOf({ kind: "identity" });
    const curve = Array.from({ length: 4001 }, (_, step) => elementary.geluSlope(step / 500 - 4));
    const steepest = { relu: 1, tanh: 1, sigmoid: 1 / 4, gelu: Math.max(...curve) };
    for (const [kind, slope] of Object.entries(steepest)) {
      const times = boundOf({ kind: kind as keyof typeof steepest }) / signalError;
      expect(times).toBeGreaterThanOrEqual(slope);
      expect(times).toBeLessThan(1.01 * slope);
    }
    expect(boundOf({ kind: "prelu", slope: tensor([-3]) }) / signalError).toBeCloseTo(3, 2);
    expect(boundOf({ kind: "prelu", slope: tensor([0.5]) }) / signalError).toBeCloseTo(1, 2);
  });

  it("grows with the precision that is given up, and with the inputs", () => {
    const [double] = roundingBound(network, 1);
    expect(roundingBound(network, 1, "f32")[0] / double).toBeCloseTo(2 ** 29, -4);
    expect(roundingBound(network, 2)[0]).toBeGreaterThan(double);
  });
});

// prettier-ignore
describeRefusals({
  roundingBound: [
    [() => roundingBound({ layers: [] }, 1),       "roundingBound: expected a network of at least one layer; received none"],
    [() => roundingBound(network, [1, 2]),         "roundingBound: expected 3 sizes of inputs; received 2"],
    [() => roundingBound(network, [1, -1, 1]),     "roundingBound: expected finite sizes of inputs, ≥ 0; received -1"],
    [() => roundingBound(network, Infinity),       "roundingBound: expected finite sizes of inputs, ≥ 0; received Infinity"],
  ],
});
