import { compareOutputs, finish, initialNetwork, layerInputs, sizesOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { matmulTN, randomNormal, seededRandom } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { prune } from "../../prune/src/index.ts";
import { unitCompensationNames } from "../src/index.ts";
import { cholesky, inverseOf } from "../../scores/src/row/cholesky.ts";
import { coupledMove } from "../src/compensation/coupled.ts";
import { columnSums } from "../src/strategies/columns.ts";
import { unitStatistics } from "./statistics-of.ts";
import { unitStrategies } from "../src/strategies/index.ts";
import { affineCosts } from "../src/strategies/unit-affine.ts";
import { coupledCosts } from "../src/strategies/unit-coupled.ts";
import { greedyCosts, setCosts } from "../src/strategies/unit-greedy.ts";
import { scoresOf } from "../../scores/test/support/scores.ts";

/** A random network of tanh or PReLU, and samples for it. */
const problems = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    sizes: fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    activation: fc.constantFrom("tanh" as const, "prelu" as const),
    samples: fc.integer({ min: 2, max: 40 }),
  })
  .map(({ seed, sizes, activation, samples }) => {
    const random = seededRandom(seed);
    const network = initialNetwork({ sizes, activation, random });
    return { network, inputs: randomNormal([samples, sizes[0]], random) };
  });

const statisticsOf = ({ network, inputs }: Drawn, k: number) =>
  finish(unitStatistics(network, { who: "test", inputs, layers: [k] }, { joint: true, covariance: true }))[0];
interface Drawn {
  readonly network: Network;
  readonly inputs: ReturnType<typeof randomNormal>;
}

/** Relative to the largest of some values, with room for a few hundred roundings and the condition of H. */
const SLACK = 1e-9;

describe("the first-order change of the outputs", () => {
  law("is never larger with the coupled compensation than with one constant", problems, (drawn) => {
    for (const k of [0, 1, 2]) {
      const statistics = statisticsOf(drawn, k);
      const largest = Math.max(...statistics.scatter) / statistics.samples;
      for (const shrinkage of [0, 0.01, 0.1, 1])
        for (const [j, cost] of coupledCosts(statistics, shrinkage).entries())
          expect(cost).toBeLessThanOrEqual(statistics.scatter[j] / statistics.samples + SLACK * largest);
    }
  });

  law("grows with the shrinkage, from the minimum to that of one constant", problems, (drawn) => {
    const statistics = statisticsOf(drawn, 1);
    const largest = Math.max(...statistics.scatter) / statistics.samples;
    const costs = [0, 0.01, 0.1, 1, 1e6].map((shrinkage) => coupledCosts(statistics, shrinkage));
    for (const [at, cost] of costs.slice(1).entries())
      for (const [j, value] of cost.entries())
        expect(value).toBeGreaterThanOrEqual(costs[at][j] - SLACK * largest);
  });

  law(
    "is the column sum of the weights' importances for one reader and one output",
    problems,
    ({ network, inputs }) => {
      const last = network.layers.length - 1;
      const one: Network = {
        layers: network.layers.map((layer, k) =>
          k < last
            ? layer
            : {
                ...layer,
                weight: {
                  shape: [1, layer.weight.shape[1]],
                  data: layer.weight.data.slice(0, layer.weight.shape[1]),
                },
                bias: { shape: [1], data: layer.bias.data.slice(0, 1) },
              },
        ),
      };
      const statistics = statisticsOf({ network: one, inputs }, last);
      const sums = columnSums(scoresOf(one, inputs)[last]);
      const largest = Math.max(...sums);
      for (const [j, sum] of sums.entries())
        expect(Math.abs(sum - statistics.scatter[j] / statistics.samples)).toBeLessThanOrEqual(
          SLACK * largest,
        );
    },
  );

  law("of a set is the sum of K over it, and moves of a set add up", problems, (drawn) => {
    const statistics = statisticsOf(drawn, 1);
    const J = statistics.mean.length;
    const K = setCosts(statistics, 0.1);
    const alone = coupledCosts(statistics, 0.1);
    const largest = Math.max(...alone, Number.MIN_VALUE);
    for (const [j, cost] of alone.entries())
      expect(Math.abs(K[j * J + j] - cost)).toBeLessThanOrEqual(SLACK * largest);
    const together = coupledMove(statistics, [0, 1], 0.1);
    const [first, second] = [coupledMove(statistics, [0], 0.1), coupledMove(statistics, [1], 0.1)];
    const size = Math.max(...together.map(Math.abs), 1);
    for (const [i, move] of together.entries())
      expect(Math.abs(move - first[i] - second[i])).toBeLessThanOrEqual(SLACK * size);
    expect(Math.min(...greedyCosts(K))).toBe(Math.min(...Array.from(alone, (_, j) => K[j * J + j])));
  });
});

describe("statistics of units", () => {
  it("of more than a chunk are those of their definition", () => {
    const random = seededRandom(9);
    const network = initialNetwork({ sizes: [3, 4, 2], activation: "tanh", random });
    const inputs = randomNormal([1500, 3], random);
    const statistics = statisticsOf({ network, inputs }, 1);
    const x = layerInputs(network, inputs)[1].data;
    const W = network.layers[1].weight.data;
    for (let j = 0; j < 4; j++) {
      // In the last layer Q_j is ‖W_:j‖² for every sample, so the centre is the mean.
      const Q = W[j] ** 2 + W[4 + j] ** 2;
      const column = Array.from({ length: 1500 }, (_, n) => x[4 * n + j]);
      const mean = column.reduce((sum, each) => sum + each, 0) / 1500;
      const scatter = column.reduce((sum, each) => sum + Q * (each - mean) ** 2, 0);
      expect(statistics.mean[j]).toBeCloseTo(mean, 12);
      expect(statistics.center[j]).toBeCloseTo(mean, 12);
      expect(statistics.scatter[j]).toBeCloseTo(scatter, 9);
    }
    const first = statisticsOf({ network, inputs }, 0);
    const energy = layerEnergy(network, inputs);
    for (let j = 0; j < 3; j++) {
      const column = Array.from({ length: 1500 }, (_, n) => inputs.data[3 * n + j]);
      const weights = Array.from({ length: 1500 }, (_, n) => energy[3 * n + j]);
      const total = weights.reduce((sum, each) => sum + each, 0);
      const center = column.reduce((sum, each, n) => sum + each * weights[n], 0) / total;
      expect(first.center[j]).toBeCloseTo(center, 12);
    }
  });
});

/** Q of each sample and input of a network of two layers, tanh in between. */
function layerEnergy({ layers }: Network, { data: X }: ReturnType<typeof randomNormal>): Float64Array {
  const [first, last] = layers;
  const [I, J] = first.weight.shape;
  const [M] = last.weight.shape;
  const N = X.length / J;
  return Float64Array.from({ length: N * J }, (_, nj) => {
    const [n, j] = [Math.floor(nj / J), nj % J];
    let Q = 0;
    for (let m = 0; m < M; m++) {
      let h = 0;
      for (let i = 0; i < I; i++) {
        let s = first.bias.data[i];
        for (let l = 0; l < J; l++) s += first.weight.data[i * J + l] * X[n * J + l];
        h += last.weight.data[m * I + i] * (1 - Math.tanh(s) ** 2) * first.weight.data[i * J + j];
      }
      Q += h * h;
    }
    return Q;
  });
}

describe("the greedy affine costs", () => {
  law(
    "are the steps of tr(A_RR (Ω_RR)⁻¹), always the cheapest next one",
    fc.integer({ min: 1, max: 1e6 }).map((seed) => {
      const random = seededRandom(seed);
      const gram = (): Float64Array => {
        const Z = randomNormal([7, 5], random);
        return Float64Array.from(matmulTN(Z, Z).data);
      };
      return { A: gram(), Omega: gram() };
    }),
    ({ A, Omega }) => {
      const cost = (set: readonly number[]): number => {
        const n = set.length;
        const part = (of: Float64Array): Float64Array =>
          Float64Array.from({ length: n * n }, (_, ab) => of[5 * set[Math.floor(ab / n)] + set[ab % n]]);
        const inverse = inverseOf(cholesky("test", part(Omega), n), n);
        return part(A).reduce((sum, each, ab) => sum + each * inverse[(ab % n) * n + Math.floor(ab / n)], 0);
      };
      const chosen: number[] = [];
      const expected = new Float64Array(5);
      let most = 0;
      while (chosen.length < 5) {
        const left = [0, 1, 2, 3, 4].filter((j) => !chosen.includes(j));
        const step = (j: number): number => cost([...chosen, j]) - (chosen.length > 0 ? cost(chosen) : 0);
        const next = left.reduce((best, j) => (step(j) < step(best) ? j : best));
        expected[next] = most = Math.max(most, step(next));
        chosen.push(next);
      }
      const costs = affineCosts(A, Omega);
      // The condition of Ω may be some thousands.
      for (const [j, each] of costs.entries()) expect(Math.abs(each / expected[j] - 1)).toBeLessThan(1e-6);
    },
  );
});

/** A network whose hidden neuron 0 is constant: its row is zero. */
function withConstant(): Drawn {
  const random = seededRandom(5);
  const network = initialNetwork({ sizes: [4, 5, 4, 2], activation: "tanh", random });
  network.layers[0].weight.data.fill(0, 0, 4);
  network.layers[0].bias.data[0] = 0.75;
  return { network, inputs: randomNormal([50, 4], random) };
}

describe("a constant neuron", () => {
  const { network, inputs } = withConstant();

  it.each([
    "unit-constant",
    "unit-coupled",
    "unit-greedy",
    "unit-affine",
    "elimination-compensation",
    "noiseout",
    "variance-based-pruning",
    "layerwise-least-squares",
  ])("costs nothing by %s, and goes first", (strategy) => {
    const { kept, scores } = prune(network, inputs, { granularity: "neuron", count: 1, strategy });
    expect(scores[1][0]).toBe(0);
    expect(kept).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3, 4],
      [0, 1, 2, 3],
    ]);
  });

  it.each(unitCompensationNames.filter((name) => name !== "none" && name !== "network"))(
    "changes no output when it goes with the compensation %s",
    (compensation) => {
      const strategy = "unit-constant";
      const left = prune(network, inputs, { granularity: "neuron", count: 1, strategy, compensation });
      // A bias gains one rounded product, and the sum is added up in another order.
      expect(compareOutputs(network, left.network, inputs).relative).toBeLessThan(1e-14);
    },
  );
});

describe("every strategy for units", () => {
  const random = seededRandom(2);
  const network = initialNetwork({ sizes: [5, 6, 4, 3], random });
  const inputs = randomNormal([300, 5], random);
  const targets = randomNormal([300, 3], random);

  it.each(unitStrategies)(
    "$name removes exactly the count, and keeps a unit in each layer",
    ({ name, only }) => {
      for (const granularity of ["neuron", "input"] as const) {
        if (only !== undefined && only !== granularity) continue;
        const most = granularity === "neuron" ? 8 : 4;
        for (const count of [0, 1, most]) {
          const options = {
            granularity,
            count,
            strategy: name,
            targets,
            loss: "mean-squared-error",
          } as const;
          const { network: left, units, kept, masks, removed, weights } = prune(network, inputs, options);
          expect(units).toBe(count);
          expect(sizesOf(left).slice(0, -1)).toEqual(kept.map(({ length }) => length));
          expect(Math.min(...sizesOf(left))).toBeGreaterThan(0);
          expect(masks.reduce((sum, mask) => sum + mask.filter((each) => each === 0).length, 0)).toBe(
            removed,
          );
          expect(weights).toBe(66);
        }
      }
    },
  );

  it("reaches a ratio of the weights with as few units as its order allows", () => {
    const { removed, weights, network: left } = prune(network, inputs, { granularity: "neuron", ratio: 0.4 });
    expect(removed).toBeGreaterThanOrEqual(Math.round(0.4 * weights));
    expect(sizesOf(left)[3]).toBe(3);
  });
});
