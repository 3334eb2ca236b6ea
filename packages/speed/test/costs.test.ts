import { readFileSync } from "node:fs";
import { finish, initialNetwork, scoring, weightCount } from "@espalier/prune";
import type { ActivationKind, Network } from "@espalier/prune";
import { kernels, matmulNN, matmulNT, matmulTN, randomNormal, seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { counted, sweepsOf } from "../src/costs/counting.ts";
import type { Counts } from "../src/costs/counting.ts";
import { costFigure } from "../src/costs/figure.ts";
import { measure, naiveImportances, spread } from "../src/costs/measure.ts";
import { measureCut } from "../src/costs/cut.ts";
import { costsPage } from "../src/costs/page.ts";
import {
  costStudy,
  fitPower,
  inputsOf,
  networkOf,
  sizesOfWeights,
  weightCounts,
} from "../src/costs/study.ts";
import type { CostStudy, Point } from "../src/costs/study.ts";
import { parse } from "@espalier/pages/results";
import { renderFigure } from "@espalier/pages/figures";
import { filled, slotsText } from "@espalier/pages";

const sizes = [3, 3, 3, 3, 10];
const weights = 57;

describe("the networks", () => {
  it("have as many weights as they are asked for, but for one neuron a layer", () => {
    for (const wanted of weightCounts) {
      const [width] = sizesOfWeights(wanted);
      const weightsOf = (w: number): number => 3 * w ** 2 + 10 * w;
      expect(weightCount(networkOf(sizesOfWeights(wanted)))).toBe(weightsOf(width));
      expect(weightsOf(width - 0.5)).toBeLessThanOrEqual(wanted * (1 + 1e-12));
      expect(weightsOf(width + 0.5)).toBeGreaterThanOrEqual(wanted * (1 - 1e-12));
    }
  });
});

describe("the naive form", () => {
  it("finds the importances of nonlinear", () => {
    const network = networkOf(sizes);
    const inputs = inputsOf(sizes, 20);
    const all = finish(scoring(network, inputs, { strategy: "nonlinear" })).flatMap(({ importance }) =>
      Array.from(importance.data),
    );
    const received = naiveImportances(network, inputs)(spread(weights, weights));
    expect(received).toHaveLength(weights);
    // Outputs of size 1 in single precision, whose differences are squared: 2⁻²⁴ of each, and some roundings on the way.
    const off = 50 * 2 ** -24;
    for (const [at, importance] of received.entries())
      expect(Math.abs(importance - all[at])).toBeLessThanOrEqual(off * Math.sqrt(all[at]) + off ** 2);
  });

  it("is measured on weights of all layers", () => {
    expect(spread(10, 5)).toEqual([1, 3, 5, 7, 9]);
    expect(spread(3, 3)).toEqual([0, 1, 2]);
  });
});

describe("what is measured", () => {
  const pace = { seconds: 0.001, limit: Infinity };

  it("of the naive form is a forward pass of all samples for each weight", () => {
    const point = measure("naive", sizes, 8, pace);
    expect(point).toMatchObject({ weights, multiplyAdds: weights * weights * point.samples });
    expect(point).not.toHaveProperty("removed");
  });

  it("of some weights is as much as it would be of all", () => {
    const point = measure("naive", sizes, 8, { seconds: 1e-9, limit: 0 });
    expect(point).toMatchObject({ removed: 1, multiplyAdds: weights * weights * point.samples });
  });

  it("of the proposed method is a pass, ten ways back, and two sums a weight", () => {
    const { samples, multiplyAdds } = measure("elimination-compensation", sizes, 8, pace);
    const sums = [3, 3, 3, 10].reduce((total, I) => total + 2 * (I + 1) * 3 + 3 + 10 * I, 0);
    expect(multiplyAdds).toBe(samples * (weights + 10 * (weights - 9) + sums));
  });
});

describe("a fitted power law", () => {
  const points = (y: (N: number) => number) => [10, 100, 1000, 10_000].map((N) => ({ N, y: y(N) }));

  it("finds the exponent of an exact one", () => {
    const { exponent, margin, at } = fitPower(points((N) => 3 * N ** 1.5));
    expect(exponent).toBeCloseTo(1.5, 12);
    expect(margin).toBeCloseTo(0, 12);
    expect(at(1e6)).toBeCloseTo(3e9, 2);
  });

  it("has the interval of a textbook: slope 1, residuals ±½ in decades", () => {
    // Log₁₀ y = 1.5, 1.5, 3.5, 3.5 at 1, 2, 3, 4: slope 0.8, residuals 0.2, −0.6, 0.6, −0.2, whose squares sum to 0.8; so the
    // standard error is √(0.8 / 2 / 5) = 0.2828, and t(0.975; 2) = 4.3027.
    const decades = [1.5, 1.5, 3.5, 3.5];
    const { exponent, margin } = fitPower(decades.map((y, at) => ({ N: 10 ** (at + 1), y: 10 ** y })));
    expect(exponent).toBeCloseTo(0.8, 12);
    expect(margin).toBeCloseTo(4.302652729749 * Math.sqrt(0.08), 9);
  });

  it("through two points has no interval", () => {
    expect(fitPower(points((N) => N).slice(0, 2)).margin).toBeUndefined();
  });
});

/** Seconds of N_W, N_W^1.5 and N_W², for networks of two sizes and one more, of which the naive form did a part. */
const fabricated: CostStudy = {
  format: "espalier-cost-study",
  version: 1,
  date: "2000-01-02T03:04:05.000Z",
  machine: { cpu: "none", cores: 2, memory: 1, system: "none", node: "v0" },
  points: (["elimination-compensation", "nonlinear", "naive"] as const).flatMap((method, at) =>
    [1000, 10_000, 100_000].map((N): Point => ({
      method,
      sizes: [1, N],
      weights: N,
      samples: 1024,
      seconds: 1e-6 * N ** (1 + at / 2),
      multiplyAdds: 1e3 * N ** (1 + at / 2),
      ...(method === "naive" && N === 100_000 ? { removed: 7 } : {}),
    })),
  ),
};

describe("the page", () => {
  it("has exponents, marks what is extrapolated, and fits what was measured whole", () => {
    const page = slotsText(costsPage.slots(fabricated));
    expect(page).toMatch(/nonlinear +\| +1\.50 ± 0\.00 \| +1\.50 ± 0\.00/);
    expect(page).toMatch(/naive +\| +2\.00 \| +2\.00/);
    expect(page).toContain("≈ 2.78 h");
    expect(page.match(/≈ \d/g)).toHaveLength(2);
    expect(page).toContain(
      "At 1,000 weights `nonlinear` takes 32 times as long as the proposed method and `naive` 1,000 times; at 100,000 weights, 320 and 100,000 times.",
    );
  });

  it("has a mark for each method and size, hollow where it is extrapolated", async () => {
    const figure = costFigure(fabricated);
    const svg = await renderFigure(figure);
    expect(svg).toContain("nonlinear, a forward pass a weight");
    const { hconcat } = figure.spec as unknown as {
      hconcat: { layer: { data: { values: unknown[] } }[] }[];
    };
    for (const { layer } of hconcat) expect(layer.map(({ data }) => data.values.length)).toEqual([6, 8, 1]);
  });

  it("that is committed is that of the numbers that are committed", () => {
    const study = parse(costStudy, readFileSync("docs/costs.json", "utf8"), "costs.json");
    const page = readFileSync("docs/costs.md", "utf8");
    expect(filled(page, costsPage.slots(study))).toBe(page);
    expect(study.points.map(({ weights: N }) => N)).toEqual(
      [0, 1, 2].flatMap(() => weightCounts.map((N) => weightCount(networkOf(sizesOfWeights(N))))),
    );
  });
});

const countedSizes = [3, 5, 4, 2];
const [N, M] = [7, 2];
const inputs = randomNormal([N, 3], seededRandom(1));
const countedNetworkOf = (activation: ActivationKind): Network =>
  initialNetwork({ sizes: countedSizes, activation, random: seededRandom(2) });

const countsOf = (strategy: string, network = countedNetworkOf("prelu")): Counts =>
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
  countedSizes.slice(1).reduce((sum, I, k) => sum + term(I, countedSizes[k]), 0);
const countedWeights = overLayers((I, J) => I * J);

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
    expect(forward).toBe(N * countedWeights);
    expect(reverse).toBe(N * M * (countedWeights - 3 * 5));
    // Of each layer: one neuron more for the plain moments, the squares of its inputs, and g² of each output.
    const sums = overLayers((I, J) => 2 * (I + 1) * J + J + M * I);
    expect(multiplyAdds).toBe(forward + reverse + N * sums);
  });

  it("the non-linear one finds a first piece for each neuron and sample, the same both ways, and looks up no other where nothing bends", () => {
    const network = countedNetworkOf("identity");
    const { forward, reverse, multiplyAdds } = countsOf("nonlinear", network);
    expect(reverse).toBe(0);
    // What the layers receive, for the means and for the changes; and the signals from each layer on.
    const [, ...behind] = [15, 20, 8].map((_, k, all) => all.slice(k).reduce((sum, each) => sum + each, 0));
    expect(forward).toBe(
      N * (2 * (countedWeights - 8) + countedWeights + behind.reduce((sum, each) => sum + each, 0)),
    );
    // A piece: the column of the next layer that its neuron feeds, and all layers behind that one. And for each weight a
    // distance, its product with a speed, and the square of that.
    const piece = [4 + 2 * 4, 2, 0];
    const walked = overLayers((I, J) => I * piece[countedSizes.indexOf(J)] + 3 * I * J);
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
    ["mean-replacement", 1 - 8 / countedWeights, 0], // no layer reads the last layer's outputs
    ["wanda", 1 - 8 / countedWeights, 0],
    ["gradient-magnitude", 1, 1],
    ["magnitude", 0, 0],
    ["random-layerwise", 0, 0],
  ])("%s: %d forward, %d back", (strategy, forwardPasses, reverseSweeps) => {
    const sweeps = sweepsOf(countsOf(strategy), countedSizes, N);
    expect(sweeps.forwardPasses).toBeCloseTo(forwardPasses, 12);
    expect(sweeps.reverseSweeps).toBe(reverseSweeps);
  });

  it("is not a number of ways back where there is one layer", () => {
    const counts = { forward: 12, reverse: 0, multiplyAdds: 12 };
    expect(sweepsOf(counts, [3, 2], 2)).toEqual({ forwardPasses: 1, reverseSweeps: 0 });
  });
});

it("a cut removes half of the weights, whatever time it takes", () => {
  const found = measureCut([4, 6, 2], 2);
  expect(found).toMatchObject({ weights: 36, removed: 18 });
  expect(found.seconds).toBeGreaterThanOrEqual(0);
});
