import { randomNormal, seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareOutputs,
  finish,
  initialNetwork,
  mapParameters,
  prune,
  pruningWithin,
  sizesOf,
  withAllInputs,
} from "../../src/index.ts";
import type { Network, PrunedUnits } from "../../src/index.ts";
import { law } from "../../../../test-setup/law.ts";

const problems = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    sizes: fc.tuple(
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    budget: fc.oneof(fc.double({ min: 0, max: 1.5, noNaN: true }), fc.constantFrom(0, Infinity)),
    granularity: fc.constantFrom("neuron" as const, "input" as const),
    steps: fc.constantFrom(1, 2),
  })
  .map(({ seed, sizes, ...options }) => {
    const random = seededRandom(seed);
    const network = initialNetwork({ sizes, activation: "tanh", random });
    return { network, inputs: randomNormal([30, sizes[0]], random), options };
  });

const changeOf = (
  network: Network,
  { network: left, inputs: columns }: PrunedUnits,
  inputs = noInputs,
): number => compareOutputs(network, withAllInputs(network, left, columns), inputs).relative;
const noInputs = randomNormal([1, 1], seededRandom(1));

describe("whole units within a budget", () => {
  law(
    "are the n that prune removes, within the budget, as n + 1 are not",
    problems,
    ({ network, inputs, options }) => {
      const { budget, granularity, steps } = options;
      const { difference, ...found } = finish(pruningWithin(network, inputs, options));
      expect(difference.relative).toBeLessThanOrEqual(budget);
      expect(found).toEqual(prune(network, inputs, { granularity, steps, count: found.units }));
      expect(difference.relative).toBe(changeOf(network, found, inputs));
      const sizes = sizesOf(network);
      const most = granularity === "input" ? sizes[0] - 1 : sizes[1] + sizes[2] - 2;
      if (found.units === most) return;
      const oneMore = prune(network, inputs, { granularity, steps, count: found.units + 1 });
      expect(changeOf(network, oneMore, inputs) <= budget).toBe(false);
    },
  );

  it("of any change are all but one of each layer", () => {
    const network = initialNetwork({ sizes: [3, 5, 4, 2], random: seededRandom(1) });
    const inputs = randomNormal([20, 3], seededRandom(2));
    const options = { granularity: "neuron", budget: Infinity } as const;
    expect(sizesOf(finish(pruningWithin(network, inputs, options)).network)).toEqual([3, 1, 1, 2]);
  });

  it("of no change are those that others imitate", () => {
    const base = initialNetwork({ sizes: [2, 3, 1], activation: "tanh", random: seededRandom(4) });
    const inputs = randomNormal([50, 2], seededRandom(2));
    // The third neuron is constant.
    const [first, last] = base.layers;
    const data = first.weight.data.slice();
    data.fill(0, 4);
    const network: Network = { layers: [{ ...first, weight: { shape: [3, 2], data } }, last] };
    const options = { granularity: "neuron", budget: 1e-12, compensation: "mean" } as const;
    const { units, kept, difference } = finish(pruningWithin(network, inputs, options));
    expect([units, kept[1]]).toEqual([1, [0, 1]]);
    expect(difference.relative).toBeLessThan(1e-15);
  });

  it("with a solver go in stages, and stay within it", () => {
    const network = initialNetwork({ sizes: [4, 12, 12, 2], activation: "tanh", random: seededRandom(1) });
    const inputs = randomNormal([200, 4], seededRandom(2));
    const options = { granularity: "neuron", budget: 0.02, effort: "quick" } as const;
    const solved = finish(pruningWithin(network, inputs, { ...options, compensation: "network" }));
    const plain = finish(pruningWithin(network, inputs, options));
    expect(solved.difference.relative).toBeLessThanOrEqual(0.02);
    expect(changeOf(network, solved, inputs)).toBe(solved.difference.relative);
    expect(solved.units).toBeGreaterThan(plain.units);
    expect(solved.stages.length).toBeGreaterThan(1);
  });

  it("are judged, and returned, as a file will hold them", () => {
    const network = initialNetwork({ sizes: [3, 8, 2], random: seededRandom(1) });
    const inputs = randomNormal([20, 3], seededRandom(2));
    const coarse = (each: Network): Network =>
      mapParameters(each, ({ shape, data }) => ({ shape, data: data.map((x) => Math.round(64 * x) / 64) }));
    const options = { granularity: "neuron", budget: 0.3, written: coarse } as const;
    const found = finish(pruningWithin(network, inputs, options));
    expect(found.network).toEqual(coarse(found.network));
    expect(changeOf(network, found, inputs)).toBe(found.difference.relative);
    expect(() => finish(pruningWithin(network, inputs, { ...options, budget: 1e-9 }))).toThrow(
      "pruningWithin: expected a network that is within 1e-9 of itself as it is written; received one that is not",
    );
  });
});

describe("blocks within a budget", () => {
  const network = initialNetwork({ sizes: [4, 8, 4], random: seededRandom(3) }); // 16 blocks of 4
  const inputs = randomNormal([40, 4], seededRandom(2));

  it("are the n that prune removes, within the budget, as n + 1 are not", () => {
    const found = finish(pruningWithin(network, inputs, { granularity: "2x2", budget: 0.4 }));
    const without = (blocks: number) => prune(network, inputs, { granularity: "2x2", ratio: blocks / 16 });
    const blocks = found.removed / 4;
    expect(blocks).toBeGreaterThan(1);
    expect(blocks).toBeLessThan(16);
    expect(found.network).toEqual(without(blocks).network);
    expect(found.difference.relative).toBeLessThanOrEqual(0.4);
    expect(compareOutputs(network, without(blocks + 1).network, inputs).relative).toBeGreaterThan(0.4);
  });

  it("with a solver go in stages, and stay whole", () => {
    const options = {
      granularity: "2x2",
      budget: 0.3,
      compensation: "network",
      effort: "quick",
    } as const;
    const found = finish(pruningWithin(network, inputs, options));
    expect(found.removed % 4).toBe(0);
    expect(found.removed).toBeGreaterThan(0);
    expect(found.difference.relative).toBeLessThanOrEqual(0.3);
  });
});
