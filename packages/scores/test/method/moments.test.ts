import { astype, map, rows, tensor, toNested, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  layerStatistics,
  mergeMoments,
  noMoments,
  unweightedMoments,
  weightedMoments,
} from "../../src/index.ts";
import type { Moments } from "../../src/index.ts";
import { energyValues, few, lists, matrices } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { exactly, expectEqualMoments } from "../support/moments.ts";
import { largest, u } from "../../../network/test/support/near.ts";

const batches = fc
  .tuple(few(1, 8), few(1, 3), few(1, 3))
  .chain(([N, I, J]) => fc.record({ X: matrices(N, J), G: matrices(N, I, energyValues) }));

const merged = (parts: readonly Moments[], I: number, J: number): Moments =>
  parts.reduce(mergeMoments, noMoments(I, J));

/** The definition, and the form that scores are made with. */
const forms = {
  "as they are defined": weightedMoments,
  "in an arena": (X: Tensor, G: Tensor) => layerStatistics(X, G).weighted,
};

describe.each(Object.entries(forms))("the moments of a batch, %s,", (_name, momentsOf) => {
  law("are Σ G, Σ G x / Σ G and Σ G (x − μ)²", batches, ({ X, G }) => {
    expectEqualMoments(momentsOf(X, G), exactly(X, G), X);
  });

  law("scatter ≥ 0", batches, ({ X, G }) => {
    expect(momentsOf(X, G).scatter.data.every((scatter) => scatter >= 0)).toBe(true);
  });

  law("min_n x_nj ≤ μ_ij ≤ max_n x_nj", batches, ({ X, G }) => {
    const { mean, totalEnergy } = momentsOf(X, G);
    const [N, J] = X.shape;
    for (const [ij, mu] of mean.data.entries()) {
      if (totalEnergy.data[Math.floor(ij / J)] === 0) continue;
      const x = Array.from({ length: N }, (_, n) => X.data[n * J + (ij % J)]);
      // The mean is rounded: to the left and right there is one number more.
      expect(mu).toBeGreaterThanOrEqual(Math.min(...x) - 4 * N * u * largest(x));
      expect(mu).toBeLessThanOrEqual(Math.max(...x) + 4 * N * u * largest(x));
    }
  });

  const constant = fc.record({
    value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    energies: few(1, 9).chain((N) => lists(N, energyValues)),
    cut: few(0, 9),
  });
  law("of a constant input are exactly that constant and 0, also after a merge", constant, (drawn) => {
    const { value, energies, cut } = drawn;
    const G = wrap([energies.length, 1], Float64Array.from([...energies.slice(1), 1]));
    const X = wrap(G.shape, new Float64Array(energies.length).fill(value));
    const at = Math.min(cut, energies.length);
    const parts = [
      [0, at],
      [at, energies.length],
    ].map(([from, to]) => momentsOf(rows(X, from, to), rows(G, from, to)));
    for (const moments of [momentsOf(X, G), merged(parts, 1, 1)]) {
      expect(moments.mean.data[0] === value).toBe(true); // which does not tell 0 from −0
      expect(moments.scatter.data[0]).toBe(0);
    }
  });

  const singles = batches.map(({ X, G }) => ({ X: astype(map(Math.exp, X), "f32"), G }));
  law("of samples in single precision are those of the same numbers in double", singles, ({ X, G }) => {
    expect(momentsOf(X, G)).toEqual(momentsOf(astype(X, "f64"), G));
  });

  it("of 1, 3, 5 under 1, 0, 3 are 4, 4 and 12", () => {
    // Σ G = 4, Σ G x = 1 + 15 = 16, Σ G (x − 4)² = 9 + 3 = 12
    const moments = momentsOf(tensor([[1], [3], [5]]), tensor([[1], [0], [3]]));
    expect(Object.values(moments).map(toNested)).toEqual([[4], [[4]], [[12]]]);
  });

  it("of 10¹⁶ and 10¹⁶ + 2 have scatter 2, though no double is their mean, and another sample is far away", () => {
    // (x − μ) is 0 and 2, or −2 and 0: 4 around the rounded mean, of which 2²/2 is due to the rounding.
    const X = tensor([[1e16], [1e16 + 2], [0]]);
    expect(momentsOf(X, tensor([[1], [1], [0]])).scatter.data[0]).toBe(2);
  });

  it("have no mean of −0, which JSON could not hold", () => {
    // 5e-324 is the smallest number, half of which is rounded to 0, and minus half of it to −0.
    for (const X of [
      tensor([[-0]]),
      tensor([[-0], [-5e-324]]),
      tensor([[-5e-324], [5e-324]]),
      tensor([[-0], [-5e-324], [-5e-324], [5e-324]]),
    ]) {
      const moments = momentsOf(X, tensor(Array.from({ length: X.shape[0] }, () => [4])));
      const all = [moments, mergeMoments(moments, moments), mergeMoments(moments, noMoments(1, 1))];
      for (const { mean } of all) expect(Object.is(mean.data[0], -0)).toBe(false);
    }
  });

  it("are 0 for a neuron without energy", () => {
    const moments = momentsOf(tensor([[1], [2]]), tensor([[0], [0]]));
    expect(moments).toEqual(noMoments(1, 1));
    const beside = momentsOf(tensor([[1], [2]]), tensor([[3, 0], [3, 0]])); // prettier-ignore
    expect(Object.values(beside).map(toNested)).toEqual([
      [6, 0],
      [[1.5], [0]],
      [[1.5], [0]],
    ]);
  });
});

law("the moments under equal weights are those of a neuron whose energy is 1", batches, ({ X }) => {
  const ones = wrap([X.shape[0], 1], new Float64Array(X.shape[0]).fill(1));
  expect(unweightedMoments(X)).toEqual(layerStatistics(X, ones).weighted);
  const single = astype(X, "f32");
  expect(unweightedMoments(single)).toEqual(unweightedMoments(astype(single, "f64")));
});

describe("two sets of samples", () => {
  const splits = fc.record({
    batch: batches,
    owners: lists(8, few(0, 3)),
    order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
  });
  law("moments(A ++ B) = merge(moments(A), moments(B)), for any split in any order", splits, (drawn) => {
    const { X, G } = drawn.batch;
    const parts = drawn.order.map((owner) => {
      const mine = Array.from({ length: X.shape[0] }, (_, n) => n).filter((n) => drawn.owners[n] === owner);
      return weightedMoments(pick(X, mine), pick(G, mine));
    });
    expectEqualMoments(merged(parts, G.shape[1], X.shape[1]), exactly(X, G), X, parts.length);
  });

  law("no samples change nothing, to the last bit", batches, ({ X, G }) => {
    const moments = weightedMoments(X, G);
    const none = noMoments(G.shape[1], X.shape[1]);
    expect(mergeMoments(moments, none)).toEqual(moments);
    expect(mergeMoments(none, moments)).toEqual(moments);
  });

  it("1, 3 and 5, 5, 5, 5 have the moments of all six", () => {
    // 4 ± 2 and 2 ± 1: Σ G = 6, μ = 4, scatter = 2 + 0 + 3² · 2 · 4 / 6 = 14
    const ones = (N: number) => tensor(Array.from({ length: N }, () => [1]));
    const [a, b] = [tensor([[1], [3]]), tensor([[5], [5], [5], [5]])].map((X) =>
      weightedMoments(X, ones(X.shape[0])),
    );
    expect(Object.values(mergeMoments(a, b)).map(toNested)).toEqual([[6], [[4]], [[14]]]);
  });

  it("of different layers do not merge", () => {
    expect(() => mergeMoments(noMoments(1, 2), noMoments(1, 3))).toThrow(
      "mergeMoments: expected axis J to be 2 as in a [1, 2]; received b [1, 3]",
    );
  });

  it("a batch and energies of other samples have no moments", () => {
    expect(() => weightedMoments(tensor([[1], [2]]), tensor([[1]]))).toThrow(
      "weightedMoments: expected axis N to be 2 as in X [2, 1]; received G [1, 1]",
    );
  });
});

const pick = ({ shape: [, J], data }: Tensor, chosen: readonly number[]): Tensor =>
  wrap(
    [chosen.length, J],
    Float64Array.from(chosen.flatMap((n) => Array.from(data.subarray(n * J, (n + 1) * J)))),
  );
