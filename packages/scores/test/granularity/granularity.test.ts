import { finish, initialNetwork, nonzeroWeights } from "@espalier/network";
import type { Network } from "@espalier/network";
import { randomNormal, seededRandom, tensor, toNested, zeros } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../../test-setup/law.ts";
import { cut } from "../../src/index.ts";
import { prune, pruneStream, scoring } from "../../../prune/src/index.ts";

const random = seededRandom(3);
const network = initialNetwork({ sizes: [8, 12, 4], random });
const inputs = randomNormal([60, 8], random);

const layer = (weight: number[][]): Network => ({
  layers: [{ weight: tensor(weight), bias: zeros([weight.length]), activation: { kind: "identity" } }],
});
/** Scores by which |W| ranks, without compensation. */
const byMagnitude = (given: Network) =>
  finish(scoring(given, zeros([1, given.layers[0].weight.shape[1]]), { strategy: "magnitude" }));

describe("n:m", () => {
  const patterns = fc.constantFrom([1, 2], [2, 4], [1, 4], [3, 4], [4, 4], [0, 2]);

  law("keeps n of each m consecutive weights of a row, those of largest importance", patterns, ([n, m]) => {
    const granularity = `${n}:${m}` as const;
    for (const strategy of ["elimination-compensation", "magnitude"]) {
      const { masks, removed, weights } = prune(network, inputs, { granularity, ratio: 1 - n / m, strategy });
      expect(removed).toBe(weights * (1 - n / m));
      for (const [k, mask] of masks.entries())
        for (let from = 0; from < mask.length; from += m) {
          const group = mask.subarray(from, from + m);
          expect(group.reduce((sum, kept) => sum + kept, 0)).toBe(n);
          if (strategy !== "magnitude") continue;
          const sizes = Array.from(network.layers[k].weight.data.subarray(from, from + m), Math.abs);
          const kept = sizes.filter((_, at) => group[at] === 1);
          const gone = sizes.filter((_, at) => group[at] === 0);
          expect(Math.min(...kept, Infinity)).toBeGreaterThanOrEqual(Math.max(...gone, -Infinity));
        }
    }
  });

  it("2:4 of a row, on paper", () => {
    const given = layer([[3, -1, 2, 0, 5, -6, 7, 8]]);
    const { network: left } = cut(given, byMagnitude(given), 0.5, { granularity: "2:4" });
    expect(toNested(left.layers[0].weight)).toEqual([[3, 0, 2, 0, 0, 0, 7, 8]]);
  });

  it("removes of equal weights one that is 0 first, then the earlier one, and pruning again changes nothing", () => {
    const given = layer([[1, 1, 1, 1]]);
    const once = cut(given, byMagnitude(given), 0.5, { granularity: "2:4" }).network;
    expect(toNested(once.layers[0].weight)).toEqual([[0, 0, 1, 1]]);
    expect(cut(once, byMagnitude(once), 0.5, { granularity: "2:4" }).network).toEqual(once);
  });

  it("holds after a compensation by the whole network, and from a stream", async () => {
    const options = { granularity: "2:4", ratio: 0.5, compensation: "network", effort: "quick" } as const;
    const { network: solved } = prune(network, inputs, options);
    expect(nonzeroWeights(solved)).toBe(72);
    for (const { weight } of solved.layers)
      for (let from = 0; from < weight.data.length; from += 4)
        expect(weight.data.subarray(from, from + 4).filter((w) => w !== 0).length).toBe(2);
    const streamed = await pruneStream(network, [inputs], { granularity: "2:4", ratio: 0.5 });
    expect(streamed.masks).toEqual(prune(network, inputs, { granularity: "2:4", ratio: 0.5 }).masks);
  });
});

describe("blocks", () => {
  law(
    "go as a whole, exactly round(ρ B) of B",
    fc.record({ ratio: fc.double({ min: 0, max: 1, noNaN: true }), steps: fc.integer({ min: 1, max: 3 }) }),
    ({ ratio, steps }) => {
      const { masks, removed } = prune(network, inputs, { granularity: "4x2", ratio, steps });
      expect(removed).toBe(8 * Math.floor(ratio * 18 + 0.5));
      for (const [k, mask] of masks.entries()) {
        const [I, J] = network.layers[k].weight.shape;
        for (let i = 0; i < I; i++)
          for (let j = 0; j < J; j++) expect(mask[i * J + j]).toBe(mask[(i - (i % 4)) * J + j - (j % 2)]);
      }
    },
  );

  it("1x2 of two rows, on paper: the sums are 4, 2 and 3, 9", () => {
    const given = layer([
      [1, 3, 2, 0],
      [1, 2, 4, 5],
    ]);
    const { network: left } = cut(given, byMagnitude(given), 0.5, { granularity: "1x2" });
    expect(toNested(left.layers[0].weight)).toEqual([
      [1, 3, 0, 0],
      [0, 0, 4, 5],
    ]);
  });

  it("of one weight are single weights", () => {
    for (const ratio of [0.1, 0.5, 0.9])
      expect(prune(network, inputs, { granularity: "1x1", ratio }).masks).toEqual(
        prune(network, inputs, { granularity: "weight", ratio }).masks,
      );
  });
});

it("blocks of zeros go first, whatever share of its layer each of them is", () => {
  const given: Network = {
    layers: [
      layer([
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 2],
      ]).layers[0],
      layer([
        [0, 0, 3, 4],
        [5, 6, 7, 8],
      ]).layers[0],
    ],
  };
  const options = { ratio: 0.5, strategy: "magnitude-layerwise", granularity: "1x2" } as const;
  const { masks } = prune(given, tensor([[1, 1]]), options);
  expect(masks.map((mask) => [...mask].join(""))).toEqual(["00000011", "00111111"]);
});
