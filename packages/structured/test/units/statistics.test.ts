import { initialNetwork } from "@espalier/network";
import { seededRandom } from "@espalier/tensor";
import type { Pass } from "@espalier/scores";
import { describe, expect, it } from "vitest";
import { unitMeansPass } from "../../src/units/unit-means.ts";
import type { Mean } from "../../src/units/unit-means.ts";
import { checkSums } from "../../src/units/unit-statistics.ts";
import type { UnitStatistics } from "../../src/units/unit-statistics.ts";

const network = initialNetwork({ sizes: [4, 2], random: seededRandom(1) });
const pass = unitMeansPass([0])({ who: "a test", network }, { samples: 0, total: undefined }) as Pass<
  Mean[],
  Mean[]
>;

const meanOf = (samples: number, energy: number[], weighted: number[], mean: number[]): Mean => ({
  energy: Float64Array.from(energy),
  weighted: Float64Array.from(weighted),
  mean: Float64Array.from(mean),
  samples,
});
// The second unit has energy in b alone, the third in neither, the fourth in a alone.
const a = meanOf(2, [2, 0, 0, 1], [1, 0, 0, 5], [1, 2, 3, 4]);
const b = meanOf(6, [6, 3, 0, 0], [5, 7, 0, 0], [5, 6, 7, 8]);

describe("the means of two sets of samples together", () => {
  it("are weighted by the energies, and by the numbers of samples", () => {
    // 1 + 4 · 6 / 8, and 1 + 4 · 6 / 8 with the counts 2 and 6
    const expected = meanOf(8, [8, 3, 0, 1], [4, 7, 0, 5], [4, 5, 6, 7]);
    expect(pass.merge([a], [b])).toEqual([expected]);
    expect(pass.merge([b], [a])).toEqual([expected]);
  });

  it("are those of one set where the other has no sample", () => {
    expect(pass.merge([a], pass.initial())).toEqual([a]);
    expect(pass.merge(pass.initial(), [a])).toEqual([a]);
  });
});

it("sums out of range are refused with the unit and its layer", () => {
  const sums = (change: Partial<UnitStatistics>): UnitStatistics => {
    const zeros = (length: number): Float64Array => new Float64Array(length);
    return {
      samples: 1,
      energy: zeros(2),
      center: zeros(2),
      mean: zeros(2),
      scatter: zeros(2),
      signalEnergy: zeros(1),
      signalFirst: zeros(2),
      coupling: zeros(1),
      pull: zeros(2),
      ...change,
    };
  };
  const check = (change: Partial<UnitStatistics>): void =>
    checkSums("a test", [3, 5], [sums({}), sums(change)]);
  const message = (j: number): string =>
    `a test: expected values whose squares, and those of their effect, are numbers; received larger ones of input ${j} of layer 5`;
  check({ covariance: Float64Array.of(1, Infinity, Infinity, 1) }); // only its diagonal is looked at
  expect(() => check({ covariance: Float64Array.of(1, 0, 0, Infinity) })).toThrow(message(1));
  expect(() => check({ covariance: Float64Array.of(NaN, 0, 0, 1) })).toThrow(message(0));
  expect(() => check({ mean: Float64Array.of(0, NaN) })).toThrow(message(1));
  expect(() => check({ scatter: Float64Array.of(Infinity, NaN) })).toThrow(message(0));
});
