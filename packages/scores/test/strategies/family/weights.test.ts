import {
  compareOutputs,
  evaluate,
  finish,
  initialNetwork,
  lossGradients,
  parametersOf,
} from "@espalier/network";
import type { Layer, Network } from "@espalier/network";
import { randomNormal, seededRandom, tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  autoPruning,
  movementPruning,
  optimalBrainSurgeon,
  trainWithSensitivities,
} from "../../../../prune/src/index.ts";
import { cut } from "../../../src/index.ts";
import { deciderSlopes } from "../../../../prune/src/methods/autoprune.ts";
import { sensitivity } from "../../../../prune/src/methods/karnin.ts";
import { scheduled } from "../../../../prune/src/methods/scored-weights.ts";
import { expectNear } from "../../../../network/test/support/near.ts";
import { problems } from "../../../../network/test/support/problems.ts";
import { describeRefusals } from "../../../../network/test/support/refusals.ts";
import { scoresOf } from "../../support/scores.ts";

const layer = (weight: number[][], kind: "identity" | "relu" = "identity"): Layer => ({
  weight: tensor(weight),
  bias: tensor(weight.map(() => 0)),
  activation: { kind },
});
const NEAR = 1e-14;

describe("optimal brain damage by LeCun's recursion", () => {
  it("is the exact diagonal in the last two layers: y = 3 · 2 x, x = 1, 3", () => {
    const network: Network = { layers: [layer([[2]]), layer([[3]])] };
    const scores = scoresOf(network, tensor([[1], [3]]), { strategy: "obd-recursive" });
    // ½ · 3² · E[(2x)²] = ½ · 9 · 20 and ½ · 2² · 3² · 5, as for `obd`.
    expect(scores.map(({ importance }) => toNested(importance))).toEqual([[[90]], [[90]]]);
  });

  it("drops the cross terms below: two paths 1 + 1 count 1² + 1², not 2²", () => {
    const network: Network = { layers: [layer([[1]]), layer([[1], [1]]), layer([[1, 1]])] };
    const [recursive] = scoresOf(network, tensor([[1]]), { strategy: "obd-recursive" });
    const [exact] = scoresOf(network, tensor([[1]]), { strategy: "obd" });
    expect(toNested(recursive.importance)).toEqual([[1]]);
    expect(toNested(exact.importance)).toEqual([[2]]);
  });

  it("multiplies by σ'²: a relu that is on in one of two samples", () => {
    const network: Network = { layers: [layer([[1]], "relu"), layer([[3]])] };
    const [first] = scoresOf(network, tensor([[2], [-2]]), { strategy: "obd-recursive" });
    expect(toNested(first.importance)).toEqual([[9]]); // ½ · 1 · 9 · (4 + 0) / 2
  });

  it("starts from p (1 − p) for classes", () => {
    const network: Network = { layers: [layer([[1], [1]])] };
    const [scores] = scoresOf(network, tensor([[2]]), {
      strategy: "obd-recursive",
      loss: "softmax-cross-entropy",
    });
    expectNear(scores.importance, [0.5, 0.5], NEAR); // ½ · 1 · ¼ · 4
  });
});

describe("first-order Taylor for weights", () => {
  it("is (W ∂ℓ/∂W)²: y = x₁ − 2 x₂, errors of −1", () => {
    const network: Network = { layers: [layer([[1, -2]])] };
    const targets = tensor([[0], [4], [-1]]);
    const options = { strategy: "taylor", targets, loss: "mean-squared-error" } as const;
    const [scores] = scoresOf(network, tensor([[1, 1], [3, 0], [2, 2]]), options); // prettier-ignore
    expectNear(scores.importance, [16, 16], NEAR);
  });
});

describe("local relative variance", () => {
  it("is the share of a weight in the variance of its neuron: x = (1, 0), (3, 4) has 2 and 8", () => {
    const network: Network = { layers: [layer([[1, 1], [5, 5]])] }; // prettier-ignore
    const [scores] = scoresOf(network, tensor([[1, 0], [3, 4]]), { strategy: "local-relative-variance" }); // prettier-ignore
    expectNear(scores.importance, [0.2, 0.8, 0.2, 0.8], NEAR);
  });

  it("is 0 where nothing varies", () => {
    const network: Network = { layers: [layer([[1, 1]])] };
    const [scores] = scoresOf(network, tensor([[1, 2]]), { strategy: "local-relative-variance" });
    expect(toNested(scores.importance)).toEqual([[0, 0]]);
  });
});

describe("Optimal Brain Surgeon", () => {
  it("of y = x₁ + 2 x₂ with x₂ = x₁ puts the weight of the one on the other", () => {
    const network: Network = { layers: [layer([[1, 2]])] };
    const inputs = tensor([[1, 1], [2, 2], [4, 4]]); // prettier-ignore
    const {
      network: left,
      removed,
      masks,
    } = finish(optimalBrainSurgeon(network, inputs, { ratio: 0.5, damping: 1e-8 }));
    expect(removed).toBe(1);
    expect([...masks[0]]).toEqual([0, 1]);
    expectNear(left.layers[0].weight, [0, 3], 1e-6); // the damping is 1e-8 of a curvature around 1
    expectNear(left.layers[0].bias, [0], 1e-6);
  });

  it("has the cost ½ w² / [H⁻¹]_qq on paper", () => {
    // One weight and its bias, x = 1, 3: H = [[5, 2], [2, 1]] (+ α), [H⁻¹]_ww = 1, so the cost of w = 3 is 9/2, and the bias gains 3 · 2.
    const network: Network = { layers: [layer([[3]])] };
    const { scores, network: left } = finish(
      optimalBrainSurgeon(network, tensor([[1], [3]]), { ratio: 1, damping: 1e-8 }),
    );
    expectNear(scores[0].importance, [4.5], 1e-6);
    expectNear(left.layers[0].bias, [6], 1e-6);
  });

  it("changes the outputs less than its own ranking without a compensation", () => {
    const random = seededRandom(3);
    const network = initialNetwork({ sizes: [4, 6, 2], activation: "tanh", random });
    const inputs = randomNormal([100, 4], random);
    const { network: left, masks } = finish(optimalBrainSurgeon(network, inputs, { ratio: 0.3 }));
    const none = cut(network, finish(optimalBrainSurgeon(network, inputs, { ratio: 0.3 })).scores, 0.3);
    expect(none.masks).toEqual(masks);
    expect(compareOutputs(network, left, inputs).relative).toBeLessThan(
      compareOutputs(network, none.network, inputs).relative,
    );
  });
});

describe("Karnin's sensitivities", () => {
  it("of a weight from ½ to 2 with Σ = 3 is 3 · 2 / 1.5 = 4", () => {
    expect(sensitivity(3, 0.5, 2)).toBe(4);
    expect(sensitivity(-3, 0.5, 2)).toBe(4);
    expect(sensitivity(0, 1, 1)).toBe(0);
    expect(sensitivity(1, 1, 1)).toBe(Infinity);
  });

  it("after one step are |∂ℓ/∂W W_f|, as then ΔW = W_f − W_i", () => {
    for (const { network, samples, loss } of problems) {
      const options = { loss, epochs: 1, batch: 1000, random: seededRandom(4) };
      const { network: trained, scores } = finish(trainWithSensitivities(network, samples, options));
      const { gradients } = lossGradients(loss)(network, samples);
      for (const [k, { importance }] of scores.entries()) {
        const place = parametersOf(network).indexOf(network.layers[k].weight);
        const W = trained.layers[k].weight.data;
        expectNear(
          importance,
          Array.from(gradients[place].data, (g, ij) => Math.abs(g * W[ij])),
          1e-12,
        );
      }
    }
  });

  it("are those of plain training, which they do not change, and can be cut by", () => {
    const [{ network, samples, loss }] = problems;
    const options = { loss, epochs: 5, batch: 32, random: seededRandom(4) };
    const { network: trained, scores } = finish(trainWithSensitivities(network, samples, options));
    expect(evaluate(trained, samples, loss).loss).toBeLessThan(evaluate(network, samples, loss).loss);
    expect(cut(trained, scores, 0.5).removed).toBe(16);
  });
});

describe("movement pruning", () => {
  it("removes 0 up to a tenth, and everything from seven tenths of the steps on, by a cubic", () => {
    expect([0, 0.1, 0.7, 1].map((share) => scheduled(0.8, share))).toEqual([0, 0, 0.8, 0.8]);
    expectNear([scheduled(0.8, 0.4)], [0.8 * (1 - 1 / 8)], NEAR);
  });

  it.each([
    ["movement", movementPruning],
    ["autoprune", autoPruning],
  ])(
    "%s keeps the weight that leaves 0, not the one that goes there: from −1 to −2, from −½ to 0",
    (_, method) => {
      const inputs = tensor(
        Array.from({ length: 40 }, (__, n) => [n % 2 === 0 ? 1 : -1, n % 4 < 2 ? 1 : -1]),
      );
      const targets = tensor(Array.from({ length: 40 }, (__, n) => [n % 2 === 0 ? -2 : 2]));
      const given: Network = { layers: [layer([[-1, -0.5]])] };
      const how = {
        loss: "mean-squared-error",
        epochs: 40,
        batch: 10,
        ratio: 0.5,
        random: seededRandom(4),
      } as const;
      const { masks } = finish(method(given, { inputs, targets }, how));
      expect([...masks[0]]).toEqual([1, 0]);
    },
  );

  it.each([
    ["movement", movementPruning],
    ["autoprune", autoPruning],
  ])("%s removes exactly the ratio, and learns", (_, method) => {
    for (const { network, samples, loss } of problems) {
      const options = {
        loss,
        epochs: 30,
        batch: 16,
        ratio: 0.25,
        random: seededRandom(4),
        learningRate: 0.01,
      };
      const { network: left, masks } = finish(method(network, samples, options));
      const all = masks.reduce((sum, mask) => sum + mask.length, 0);
      const kept = masks.reduce((sum, mask) => sum + mask.reduce((own, each) => own + each, 0), 0);
      expect(all - kept).toBe(Math.floor(all / 4 + 0.5));
      for (const [k, mask] of masks.entries())
        for (const [ij, each] of mask.entries())
          if (each === 0) expect(left.layers[k].weight.data[ij]).toBe(0);
      expect(evaluate(left, samples, loss).loss).toBeLessThan(evaluate(network, samples, loss).loss);
    }
  });
});

describe("AutoPrune", () => {
  it("moves m by (g sign W + λ) / (1 + e^−m): at m = 0 half of it", () => {
    expectNear(
      deciderSlopes([2, 2, 0], [3, -1, 0], Float64Array.of(0, 0, 0)),
      [1 + 5e-5, -1 + 5e-5, 5e-5],
      NEAR,
    );
  });
});

const [{ network, samples, loss }] = problems;
const options = { loss, epochs: 1, random: seededRandom(1), ratio: 0.5 };
const wide = initialNetwork({ sizes: [100, 90, 1], random: seededRandom(1) });

// prettier-ignore
describeRefusals({
  "training methods": [
    [() => finish(movementPruning(network, samples, { ...options, epochs: 0 })), "movementPruning: expected epochs to be a whole number ≥ 1; received 0"],
    [() => finish(autoPruning(network, samples, { ...options, ratio: 2 })), "autoPruning: expected a ratio in [0, 1], the fraction of weights to remove; received 2"],
    [() => finish(trainWithSensitivities({ layers: [] }, samples, options)), "trainWithSensitivities: expected a network of at least one layer; received none"],
  ],
  "Optimal Brain Surgeon": [
    [() => finish(optimalBrainSurgeon(wide, randomNormal([2, 100], seededRandom(1)), { ratio: 0.5 })), "optimalBrainSurgeon: expected at most 8192 weights and biases, whose inverse is kept; received 9181"],
    [() => finish(optimalBrainSurgeon(network, samples.inputs, { ratio: 0.5, damping: 0 })), "optimalBrainSurgeon: expected damping > 0; received 0"],
  ],
});
