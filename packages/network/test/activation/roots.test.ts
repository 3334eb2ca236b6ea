import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { prune, scoring } from "../../../prune/src/index.ts";
import { finish, forward } from "../../src/index.ts";
import type { Activation, Network } from "../../src/index.ts";
import { roundingBound } from "../../src/compact/index.ts";

/** y = σ(s₁ + 2 s₂) from two signals of a layer of the weights 1. */
const network = (activation: Activation, bias = 0): Network => ({
  layers: [
    { weight: tensor([[1, 2]]), bias: tensor([bias]), activation },
    { weight: tensor([[3]]), bias: tensor([0]), activation: { kind: "identity" } },
  ],
});
const root = { kind: "sqrt" } as const;
const reciprocal = { kind: "reciprocal" } as const;

describe("a square root and a reciprocal", () => {
  it("are computed entry by entry", () => {
    const X = tensor([[1, 4], [0, 2], [2, 1]]); // prettier-ignore
    expect([...forward(network(root), X).data]).toEqual([9, 6, 6]);
    expect([...forward(network(reciprocal), X).data]).toEqual([1 / 9, 1 / 4, 1 / 4].map((y) => 3 * y));
  });

  it("are scored by their slopes: 1/(2√s) and −1/s²", () => {
    // With one output g = 3 σ′(s), so G = g², and the importance of a weight is W² E[g² (x − x̄)²], x̄ = E[g² x] / E[g²].
    const X = tensor([[4, 0], [16, 0]]); // prettier-ignore
    const slopes: readonly (readonly [Activation, readonly number[]])[] = [
      [root, [0.25, 0.125]],
      [reciprocal, [-1 / 16, -1 / 256]],
    ];
    for (const [activation, slope] of slopes) {
      const [{ importance }] = finish(
        scoring(network(activation), X, { strategy: "elimination-compensation" }),
      );
      const [G, H] = slope.map((each) => 9 * each * each);
      const mean = (4 * G + 16 * H) / (G + H);
      expect(importance.data[0]).toBeCloseTo((G * (4 - mean) ** 2 + H * (16 - mean) ** 2) / 2, 12);
    }
  });

  it("have infinite slopes at 0, where scores are refused; an ε in front of them keeps the signals away", () => {
    const X = tensor([[0, 0], [1, 2], [3, 1]]); // prettier-ignore
    for (const activation of [root, reciprocal]) {
      expect(() => prune(network(activation), X, { ratio: 0.5 })).toThrow(
        "prune: layer 0: expected a finite total energy of every neuron; received Infinity for row 0 of weight",
      );
      expect(prune(network(activation, 1e-6), X, { ratio: 0.5 }).masks).toHaveLength(2);
    }
  });

  it("have no bound of rounding errors", () => {
    for (const activation of [root, reciprocal])
      expect(roundingBound(network(activation), 1)).toEqual(Float64Array.of(Infinity));
  });
});
