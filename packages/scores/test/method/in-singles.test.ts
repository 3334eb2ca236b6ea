import { CHUNK, chunks } from "@espalier/network";
import { astype, kernels, randomNormal, seededRandom, wrap } from "@espalier/tensor";
import type { DType, Kernels, Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { useKernels } from "@espalier/tensor";
import { mergeMoments, noMoments } from "../../src/index.ts";
import type { Moments } from "../../src/index.ts";
import { momentsInArena } from "../../src/method/moments-in-arena.ts";
import { law } from "../../../../test-setup/law.ts";

/** What sums in f32 may be off by: of a scatter, relative to it, and of a mean, in standard deviations. See `in-singles.ts`. */
const SCATTER = 1e-4;
const MEAN = 1.6e-5;

function momentsBy(precision: DType, X: Tensor, G: Tensor) {
  const arena = kernels().arena();
  const moments = momentsInArena(arena, X, G, precision);
  arena.release();
  return moments;
}

/** Every mean and scatter within the bounds of exact ones. Exact moments are those of the definition in f64. */
function expectWithin(received: Moments, exact: Moments, scatter = SCATTER, mean = MEAN): void {
  expect(received.totalEnergy).toEqual(exact.totalEnergy);
  const [, J] = exact.mean.shape;
  for (const [ij, S] of exact.scatter.data.entries()) {
    const total = exact.totalEnergy.data[Math.floor(ij / J)];
    // A smaller scatter may become 0.
    const share = S < 2 ** -98 ? 1 : scatter;
    if (!(Math.abs(received.scatter.data[ij] - S) <= share * S))
      expect.fail(`scatter ${ij}: ${received.scatter.data[ij]} is not ${S}`);
    // One rounding of the mean itself, which is in f64.
    const most = mean * Math.sqrt(S / total) + 2 ** -50 * Math.abs(exact.mean.data[ij]) + 2 ** -49;
    if (total > 0 && !(Math.abs(received.mean.data[ij] - exact.mean.data[ij]) <= most))
      expect.fail(`mean ${ij}: ${received.mean.data[ij]} is not ${exact.mean.data[ij]} ± ${most}`);
  }
}

const own = kernels();
/** Counts calls by the precision of their sums. */
const asked: DType[] = [];
const counting: Kernels = {
  ...own,
  weightedSums(sums) {
    asked.push(sums.precision);
    own.weightedSums(sums);
  },
};
useKernels(counting);
afterAll(() => useKernels(own));

describe("moments by sums in f32", () => {
  const samples = fc.record({
    N: fc.integer({ min: 1, max: 400 }),
    seed: fc.integer(),
    /** The mean in spreads, how many values are 0, decades of energies, and the share of samples with energy. */
    mean: fc.constantFrom(0, 1, 30, 1e3, 1e5),
    zeros: fc.constantFrom(0, 0.3, 0.8),
    scale: fc.constantFrom(1e-6, 1, 1e4),
    decades: fc.constantFrom(0, 3, 12),
    share: fc.constantFrom(0.02, 0.5, 1),
  });
  law("are within the bounds of those in f64", samples, ({ N, seed, mean, zeros, scale, decades, share }) => {
    const random = seededRandom(seed);
    const { data: normal } = randomNormal([N * 3], random);
    const X = astype(
      wrap(
        [N, 3],
        normal.map((x) => (random() < zeros ? 0 : scale * (mean + x))),
      ),
      "f32",
    );
    const energies = Float64Array.from({ length: N * 2 }, () =>
      random() < share ? 10 ** (-decades * random()) : 0,
    );
    const G = wrap([N, 2], energies);
    const [single, double] = (["f32", "f64"] as const).map((precision) => momentsBy(precision, X, G));
    expectWithin(single.weighted, double.weighted);
    expectWithin(single.unweighted, double.unweighted);
  });

  it("of a constant column are exactly it and 0, also far from 0", () => {
    for (const value of [0, 0.1, 12_345.678, -1e7]) {
      const X = astype(wrap([300, 1], new Float64Array(300).fill(value)), "f32");
      const { weighted, unweighted } = momentsBy("f32", X, randomEnergies(300));
      for (const { mean, scatter } of [weighted, unweighted])
        expect([mean.data[0], scatter.data[0]]).toEqual([X.data[0], 0]);
    }
  });

  it("are sums in f32, and not the moments in f64 under another name", () => {
    const X = astype(randomNormal([1000, 1], seededRandom(1)), "f32");
    const [single, double] = (["f32", "f64"] as const).map((dtype) =>
      momentsBy(dtype, X, randomEnergies(1000)),
    );
    expect(single.weighted.scatter.data[0]).not.toBe(double.weighted.scatter.data[0]);
  });

  it.each([
    ["the energies are too large", 1, 2 ** 60],
    ["the energies are too small", 1, 2 ** -60],
    ["the squares are too large", 1e20, 1],
    ["the squares are too small", 1e-20, 1],
  ])("are taken in f64 where %s for f32", (_, scale, energy) => {
    const X = astype(
      wrap(
        [300, 1],
        randomNormal([300], seededRandom(1)).data.map((x) => scale * x),
      ),
      "f32",
    );
    const G = wrap(
      [300, 1],
      randomEnergies(300).data.map((g) => energy * g),
    );
    asked.length = 0;
    const single = momentsBy("f32", X, G);
    expect(asked).toEqual(["f32", "f64"]);
    // Around a shift in f64, in place of one in f32.
    expect(single).toEqual(momentsBy("f64", X, G));
  });

  it("of inputs in f64 are sums in f64", () => {
    const X = randomNormal([300, 2], seededRandom(1));
    expect(momentsBy("f32", X, randomEnergies(300))).toEqual(momentsBy("f64", X, randomEnergies(300)));
  });

  it("take a sum again whose squares f32 rounds to few digits, beside others that it holds", () => {
    // Squares near 2⁻¹⁴⁰ are multiples of 2⁻¹⁴⁹ in f32. The sample with 1, which has no energy, keeps Σ (x − c)² within the limits.
    const random = seededRandom(3);
    const values = Float64Array.from({ length: 64 }, (_, n) =>
      n === 0 ? 1 : n < 20 ? (1 + random()) * 2 ** -70 : 0,
    );
    const X = astype(wrap([64, 1], values), "f32");
    const G = wrap(
      [64, 1],
      Float64Array.from(values, (x) => (x === 1 ? 0 : 2 ** 43)),
    );
    expectWithin(momentsBy("f32", X, G).weighted, momentsBy("f64", X, G).weighted);
  });

  it("take a sum again for a neuron with energy on samples far from the shift alone", () => {
    // 19 spreads from 0, where most values are: Σ G x² is 362 times the scatter.
    const random = seededRandom(4);
    const [N, J] = [1024, 40];
    const { data: normal } = randomNormal([N * J], random);
    const X = astype(
      wrap(
        [N, J],
        normal.map((x, at) => (at < 200 * J ? 19 + x : 0)),
      ),
      "f32",
    );
    const G = wrap(
      [N, 1],
      Float64Array.from({ length: N }, (_, n) => (n < 200 ? random() : 0)),
    );
    expectWithin(momentsBy("f32", X, G).weighted, momentsBy("f64", X, G).weighted);
  });
});

const randomEnergies = (N: number): Tensor => wrap([N, 1], Float64Array.from({ length: N }, seededRandom(7)));

describe("moments of many chunks by sums in f32", () => {
  const N = 20 * CHUNK + 300;
  const normal = randomNormal([N], seededRandom(1)).data;
  const uniform = Float64Array.from({ length: N }, seededRandom(2));
  const g = (n: number): number => uniform[n];
  // prettier-ignore
  const hard: Readonly<Record<string, { x: (n: number) => number; g: (n: number) => number }>> = {
    "pixels":                                     { x: (n) => (n % 5 === 0 ? Math.ceil(255 * g(n)) / 255 : 0),          g: (n) => g((7 * n) % N) },
    "a mean of 10⁴ standard deviations":          { x: (n) => 1e4 + normal[n],                                          g },
    "two clusters, with energy on one":           { x: (n) => 1e4 + (n % 3 === 0 ? 30 : 0) + normal[n],                 g: (n) => (n % 3 === 0 ? g(n) : 0) },
    "a drift with energy at its end alone":       { x: (n) => (1000 * n) / N + normal[n],                               g: (n) => (n >= 0.99 * N ? g(n) : 0) },
    "a first chunk of 0, and others around 10⁴":  { x: (n) => (n < CHUNK ? 0 : 1e4 + normal[n]),                        g },
    "energies over 18 decades":                   { x: (n) => normal[n],                                                g: (n) => 10 ** (-18 * g(n)) },
    "one sample with nearly all energy":          { x: (n) => 3 + normal[n],                                            g: (n) => (n === 5000 ? 1e9 : g(n)) },
  };

  it.each(Object.entries(hard))("keep four digits of the scatter with %s", (_, { x, g: energy }) => {
    const column = (f: (n: number) => number): Tensor =>
      wrap(
        [N, 1],
        Float64Array.from({ length: N }, (__, n) => f(n)),
      );
    const [X, G] = [astype(column(x), "f32"), column(energy)];
    const merged = (precisionOf: (chunk: number) => DType): Moments =>
      Array.from(chunks(X, G)).reduce(
        (total, [some, of], chunk) => mergeMoments(total, momentsBy(precisionOf(chunk), some, of).weighted),
        noMoments(1, 1),
      );
    const exact = merged(() => "f64");
    // The means of chunks are each within their bound, and so is their mean, in standard deviations of all samples.
    expectWithin(
      merged(() => "f32"),
      exact,
    );
    expectWithin(
      merged((chunk) => (chunk % 2 === 0 ? "f32" : "f64")),
      exact,
    );
  });
});
