import { finish, initialNetwork, scoring } from "@espalier/prune";
import type { ActivationKind, Network } from "@espalier/prune";
import { kernels, matmulNN, matmulNT, matmulTN, randomNormal, seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { counted, sweepsOf } from "../../src/counting/counting.ts";
import type { Counts } from "../../src/counting/counting.ts";

const sizes = [3, 5, 4, 2];
const [N, M] = [7, 2];
const inputs = randomNormal([N, 3], seededRandom(1));
const networkOf = (activation: ActivationKind): Network =>
  initialNetwork({ sizes, activation, random: seededRandom(2) });

const countsOf = (strategy: string, network = networkOf("prelu")): Counts =>
  counted(() =>
    finish(
      scoring(network, inputs, {
        strategy,
        targets: randomNormal([N, M], seededRandom(3)),
        loss: "mean-squared-error",
        random: seededRandom(4),
      }),
    ),
  )[1];

/** Σ_k f(d_k, d_{k−1}). */
const overLayers = (term: (I: number, J: number) => number): number =>
  sizes.slice(1).reduce((sum, I, k) => sum + term(I, sizes[k]), 0);
const weights = overLayers((I, J) => I * J);

describe("multiply-adds are counted as they run:", () => {
  it("those of a product of matrices, by the way its factors lie", () => {
    const A = tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    const product = (run: () => unknown): Counts => counted(run)[1];
    expect(product(() => matmulNT(A, A))).toEqual({ forward: 12, reverse: 0, multiplyAdds: 12 });
    expect(product(() => matmulTN(A, A))).toEqual({ forward: 0, reverse: 0, multiplyAdds: 18 });
    const B = tensor([[1], [2], [3]]);
    expect(product(() => matmulNN(A, B))).toEqual({ forward: 0, reverse: 6, multiplyAdds: 6 });
  });

  it("the proposed method goes forward once and back M times, and sums two moments a weight", () => {
    const { forward, reverse, multiplyAdds } = countsOf("elimination-compensation");
    expect(forward).toBe(N * weights);
    expect(reverse).toBe(N * M * (weights - 3 * 5));
    // Of each layer: one neuron more for the plain moments, the squares of its inputs, and g² of each output.
    const sums = overLayers((I, J) => 2 * (I + 1) * J + J + M * I);
    expect(multiplyAdds).toBe(forward + reverse + N * sums);
  });

  it("the non-linear one finds a first piece for each neuron and sample, the same both ways, and looks up no other where nothing bends", () => {
    const network = networkOf("identity");
    const { forward, reverse, multiplyAdds } = countsOf("nonlinear", network);
    expect(reverse).toBe(0);
    // What the layers receive, for the means and for the changes; and the signals from each layer on.
    const [, ...behind] = [15, 20, 8].map((_, k, all) => all.slice(k).reduce((sum, each) => sum + each, 0));
    expect(forward).toBe(N * (2 * (weights - 8) + weights + behind.reduce((sum, each) => sum + each, 0)));
    // A piece: the column of the next layer that its neuron feeds, and all layers behind that one. And for each weight a
    // distance, its product with a speed, and the square of that.
    const piece = [4 + 2 * 4, 2, 0];
    const walked = overLayers((I, J) => I * piece[sizes.indexOf(J)] + 3 * I * J);
    const means = overLayers((_, J) => 3 * J);
    expect(multiplyAdds).toBe(forward + N * (walked + means));
  });

  it("and the kernels are those of before afterwards, also where something is thrown", () => {
    const before = kernels();
    countsOf("magnitude");
    expect(() => counted(() => countsOf("unheard-of"))).toThrow("unheard-of");
    expect(kernels()).toBe(before);
  });
});

describe("how often all samples went through the network", () => {
  it.each([
    ["elimination-compensation", 1, M],
    ["obd", 1, M],
    ["obs", 1, M],
    ["mean-replacement", 1 - 8 / weights, 0], // the last layer's outputs are nobody's inputs
    ["wanda", 1 - 8 / weights, 0],
    ["gradient-magnitude", 1, 1],
    ["magnitude", 0, 0],
    ["random-layerwise", 0, 0],
  ])("%s: %d forward, %d back", (strategy, forwardPasses, reverseSweeps) => {
    const sweeps = sweepsOf(countsOf(strategy), sizes, N);
    expect(sweeps.forwardPasses).toBeCloseTo(forwardPasses, 12);
    expect(sweeps.reverseSweeps).toBe(reverseSweeps);
  });

  it("is no number of ways back where there is one layer", () => {
    const counts = { forward: 12, reverse: 0, multiplyAdds: 12 };
    expect(sweepsOf(counts, [3, 2], 2)).toEqual({ forwardPasses: 1, reverseSweeps: 0 });
  });
});
