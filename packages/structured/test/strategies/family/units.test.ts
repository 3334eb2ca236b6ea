import { finish } from "@espalier/network";
import type { Layer, Network } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { inputsBelowGap, isNull } from "../../../src/index.ts";
import type { UnitCalibration } from "../../../src/index.ts";
import { unitStrategyOf } from "../../../src/strategies/index.ts";
import { infiniteFeatureSelection, propagated, ranksOf } from "../../../src/strategies/family/nisp.ts";
import { pairwise } from "../../../src/strategies/family/noiseout.ts";
import { expectNear } from "../../../../network/test/support/near.ts";

const linear = (weight: number[][], bias = weight.map(() => 0)): Layer => ({
  weight: tensor(weight),
  bias: tensor(bias),
  activation: { kind: "identity" },
});
const NEAR = 1e-14; // some roundings of numbers up to 100

/** The scores of the inputs of some layers. */
const scored = (
  strategy: string,
  network: Network,
  inputs: number[][],
  more: Partial<UnitCalibration> = {},
): Float64Array[] => {
  const calibration = { who: "test", inputs: tensor(inputs), layers: [0], ...more };
  return [...finish(unitStrategyOf("test", strategy, "input").score(network, calibration))];
};

// y = x₁ − 2 x₂ of the samples (1, 1), (3, 0), (2, 2): y = −1, 3, −2. h = (1, −2) in every sample.
const one: Network = { layers: [linear([[1, -2]])] };
const samples = [
  [1, 1],
  [3, 0],
  [2, 2],
];

// Two outputs, y₁ = x₁ − 2 x₂ and y₂ = 3 x₁.
const two: Network = { layers: [linear([[1, -2], [3, 0]])] }; // prettier-ignore

describe("skeletonization", () => {
  it("is |Σ sign(t − y) h x|: errors of sign −, +, + give −1 + 3 + 2 = 4 and −2 (−1 + 0 + 2) = −2", () => {
    const targets = tensor([[-2], [4], [0]]);
    const [rho] = scored("skeletonization", one, samples, { targets, loss: "mean-squared-error" });
    expectNear(rho, [4, 2], NEAR);
  });

  it("of two equal classes takes the softmax: p = ½, t = (1, 0), so f = ½ (1, −1)", () => {
    const network: Network = { layers: [linear([[2], [2]])] };
    const targets = tensor([0]);
    const [rho] = scored("skeletonization", network, [[3]], { targets, loss: "softmax-cross-entropy" });
    expectNear(rho, [0], NEAR); // both logits move alike
    const apart: Network = { layers: [linear([[2, 1], [2, -1]])] }; // prettier-ignore
    const [both] = scored("skeletonization", apart, [[3, 0]], { targets, loss: "softmax-cross-entropy" });
    expectNear(both, [0, 0], NEAR); // x₂ = 0
    const shifted: Network = { layers: [linear([[2, 1], [2, -1]], [-4, 4])] }; // prettier-ignore
    const [moved] = scored("skeletonization", shifted, [[3, 4]], { targets, loss: "softmax-cross-entropy" });
    expectNear(moved, [0, 4], NEAR); // f = ½ (1, −1), h₂ = ½ + ½ = 1, x₂ = 4
  });
});

describe("sensitivity analysis", () => {
  it("is the largest root mean square over the outputs: (1, 3) and (2, 0)", () => {
    expectNear(scored("sensitivity-analysis", two, samples)[0], [3, 2], NEAR);
  });
});

describe("input perturbation", () => {
  it("scales by the ranges: x is in [1, 3] and [0, 2], y₁ in [−2, 3], y₂ in [3, 9]", () => {
    expectNear(
      scored("input-perturbation", two, samples)[0],
      [Math.max(2 / 5, (3 * 2) / 6), (2 * 2) / 5],
      NEAR,
    );
  });

  it("is 0 for a constant input, and leaves out a constant output", () => {
    const network: Network = { layers: [linear([[1, 1], [0, 0]])] }; // prettier-ignore
    expectNear(scored("input-perturbation", network, [[1, 5], [3, 5]])[0], [1, 0], NEAR); // prettier-ignore
  });

  it("cuts at the largest gap if it stands out: 8, 6, 1, 0.9 has gaps 4/3, 6, 10/9", () => {
    expect(inputsBelowGap(Float64Array.of(8, 1, 6, 0.9))).toEqual([1, 3]);
    expect(inputsBelowGap(Float64Array.of(8, 4, 2, 1))).toEqual([]);
    expect(inputsBelowGap(Float64Array.of(5, 0, 4, 0))).toEqual([1, 3]);
    expect(inputsBelowGap(Float64Array.of(0, 0))).toEqual([]);
  });
});

describe("variance nullity", () => {
  // y = σ(x₁) + x₂ with slope 1 above and 0 below 0: h₁ = 1, 1, 0, 0 and h₂ = 1.
  const relu: Network = {
    layers: [
      { ...linear([[1, 0], [0, 1]], [0, 100]), activation: { kind: "relu" } }, // prettier-ignore
      linear([[1, 1]]),
    ],
  };
  const inputs = [[1, 0], [2, 0], [-1, 0], [-2, 0]]; // prettier-ignore

  it("is the larger of the variance of the sensitivity and its squared mean: 1/3 or ¼, 0 or 1", () => {
    expectNear(scored("variance-nullity", relu, inputs)[0], [1 / 3, 1], NEAR);
  });

  it("of classes is the variance of the norm of the probabilities' slopes", () => {
    // Logits (x, 0): p = ½ at x = 0; the factors √p (e − p) · (1, 0) have squares p(1 − p)² + (1 − p)p² = p(1 − p), whose root is ½.
    const network: Network = { layers: [linear([[1], [0]])] };
    const far = 1 / (1 + Math.exp(-2));
    const root = Math.sqrt(far * (1 - far));
    const [variance] = scored("variance-nullity", network, [[0], [2]], { metric: "softmax" });
    expectNear(variance, [(0.5 - root) ** 2 / 2], NEAR);
  });

  it("tests against χ²: 99 samples of variance σ0² are not null, of a tenth of it they are", () => {
    // χ²_0.01(99) = 69.23; its approximation is within 0.1.
    expect(isNull(0.001, 100, 0.001)).toBe(false);
    expect(isNull(0.00071, 100, 0.001)).toBe(false); // γ = 70.29
    expect(isNull(0.00069, 100, 0.001)).toBe(true); // γ = 68.31
    expect(isNull(0.0001, 100, 0.001)).toBe(true);
  });
});

describe("the gate of first-order Taylor", () => {
  it("is (Σ_i W_ij ∂ℓ/∂W_ij)² of a minibatch", () => {
    // ℓ = mean (y − t)², t = y + 1: ∂ℓ/∂y_n = −2/3. ∂ℓ/∂W_j = −2/3 Σ x_j = −4, −2; times W: −4, 4.
    const targets = tensor([[0], [4], [-1]]);
    const [scores] = scored("taylor", one, samples, { targets, loss: "mean-squared-error" });
    expectNear(scores, [16, 16], NEAR);
  });

  it("averages over minibatches of 128", () => {
    const inputs = Array.from({ length: 130 }, (_, n) => [n < 128 ? 1 : 3]);
    const network: Network = { layers: [linear([[1]])] };
    const targets = tensor(inputs.map(([x]) => [x + 1]));
    const [scores] = scored("taylor", network, inputs, { targets, loss: "mean-squared-error" });
    expectNear(scores, [((-2 * 1) ** 2 + (-2 * 3) ** 2) / 2], NEAR);
  });
});

describe("NISP", () => {
  it("propagates scores by |W|ᵀ: (1, 2) through [[1, −2], [0, 3]] is (1, 8)", () => {
    const network: Network = { layers: [linear([[1, -2], [0, 3]]), linear([[1, 1]])] }; // prettier-ignore
    expect(propagated(network, () => Float64Array.of(1, 2)).map((s) => [...s])).toEqual([
      [1, 8],
      [1, 2],
    ]);
  });

  it("propagates through slices and concatenations: h + (0, s) of (h, s) scored (1, 2, 3, 4, 5) has 1, 6, 8", () => {
    const network: Network = {
      layers: [linear([[1, 0], [0, -1], [2, 1]]), linear([[1, 1, 1, 1, 1]])], // prettier-ignore
      graph: {
        inputs: [{ name: "x", width: 2 }],
        nodes: [
          { name: "h", op: "layer", layer: 0, from: ["x"] },
          { name: "s", op: "slice", start: 1, end: 3, from: ["h"] },
          { name: "both", op: "concat", from: ["h", "s"] },
          { name: "y", op: "layer", layer: 1, from: ["both"] },
        ],
        outputs: [{ name: "y", from: "y" }],
      },
    };
    // |W|ᵀ (1, 6, 8) = (1 + 2 · 8, 6 + 8)
    expect(propagated(network, () => Float64Array.of(1, 2, 3, 4, 5)).map((scores) => [...scores])).toEqual([
      [17, 14],
      [1, 2, 3, 4, 5],
    ]);
  });

  it("of features that are all alike and constant, whose affinities are ½ each, is finite; of one it is 9", () => {
    expectNear(infiniteFeatureSelection([3, 3], 1), [9], 1e-12); // A = (½), r = 0.9 / ½
  });

  it("scores two features by all paths between them", () => {
    // Deviations 1 and ½ of the largest, ranks opposite: |ρ| = 1. A = ½ [[1, 1], [1, ½]], its eigenvalues are (3 ± √17)/8.
    const [a, b, c] = [0.5, 0.5, 0.25];
    const r = 0.9 / ((3 + Math.sqrt(17)) / 8);
    const [p, q, s] = [1 - r * a, -r * b, 1 - r * c];
    const determinant = p * s - q * q;
    const expected = [(s - q) / determinant - 1, (p - q) / determinant - 1];
    expectNear(infiniteFeatureSelection([0, 2, 4, 0], 2), expected, 1e-12);
  });

  it("weighs deviations and rank correlations alike: deviations √1.25 and ½, no correlation", () => {
    const [a, b, c] = [0.5, 1, 0.25 / Math.sqrt(1.25)];
    const r = 0.9 / ((a + c) / 2 + Math.sqrt(((a - c) / 2) ** 2 + b * b));
    const [p, q, s] = [1 - r * a, -r * b, 1 - r * c];
    const determinant = p * s - q * q;
    const expected = [(s - q) / determinant - 1, (p - q) / determinant - 1];
    expectNear(infiniteFeatureSelection([0, 1, 1, 0, 2, 0, 3, 1], 2), expected, 1e-11);
  });

  it("ranks with shared places, and gives every layer positions", () => {
    expect([...ranksOf(Float64Array.of(5, 1, 5, 2))]).toEqual([3.5, 1, 3.5, 2]);
    const network: Network = { layers: [linear([[1, -2], [0, 3]]), linear([[1, 1]])] }; // prettier-ignore
    const [inputs, hidden] = scored("nisp", network, samples, { layers: [0, 1] });
    expect([...inputs].toSorted((a, b) => a - b)).toEqual([0.25, 0.75]);
    expect([...hidden].toSorted((a, b) => a - b)).toEqual([0.25, 0.75]);
  });

  it("takes a constant feature as uncorrelated", () => {
    expect(infiniteFeatureSelection([1, 0, 1, 2, 1, 1], 2).every(Number.isFinite)).toBe(true);
    expectNear(infiniteFeatureSelection([1, 1, 1, 1], 2), [9, 9], 1e-12); // A = ½ [[1, 1], [1, 1]], of radius 1
  });
});

describe("NoiseOut", () => {
  it("takes of the most correlated pair the one of smaller variance: corr 1, then ½", () => {
    // Variances 4, 1, 1; corr(0, 1) = 1, corr(0, 2) = corr(1, 2) = ½.
    expectNear(pairwise(Float64Array.of(4, 2, 1, 2, 1, 0.5, 1, 0.5, 1), 3), [1, 0, 0.5], NEAR);
  });

  it("merges 2 x into x, and a constant into the bias", () => {
    const network: Network = { layers: [linear([[1, 10, 100]])] };
    const [scores] = scored("noiseout", network, [[1, 2, 7], [3, 6, 7]]); // prettier-ignore
    expectNear(scores, [0, 1, 0], 1e-8); // 1 − the root of a correlation, one rounding from 1
  });
});

describe("layer-wise least squares", () => {
  it("costs ‖W_:j‖² times what the other units leave of x_j", () => {
    // x₂ = 2 x₁ but for an independent part: Σ = [[1, 0], [0, 4]] of (±1, ±2); Ω = (1, ¼), so the costs are 4 · 1 and 1 · 4.
    const network: Network = { layers: [linear([[2, 1]])] };
    const [scores] = scored("layerwise-least-squares", network, [[1, 2], [1, -2], [-1, 2], [-1, -2]]); // prettier-ignore
    // The ridge adds a thousandth of the mean variance 2.5 to both.
    expectNear(scores, [4 * 1.0025, 4.0025], 1e-12);
  });
});

describe("scores of values alone", () => {
  // x = (1, 1), (3, 0), (2, 2): means 2 and 1, variances 2/3 and 2/3, E[x²] = 14/3 and 5/3, active 1 and 2/3.
  it("variance-based pruning has the variances", () => {
    expectNear(scored("variance-based-pruning", one, samples)[0], [2 / 3, 2 / 3], NEAR);
  });

  it("iterative pruning has Σ_i W_ij² E[x_j²]", () => {
    expectNear(scored("iterative-pruning", two, samples)[0], [(10 * 14) / 3, (4 * 5) / 3], 8 * NEAR);
  });

  it("CORP has E[x_j²] times the fraction of active samples", () => {
    expectNear(scored("corp", one, samples)[0], [14 / 3, ((5 / 3) * 2) / 3], NEAR);
  });
});
