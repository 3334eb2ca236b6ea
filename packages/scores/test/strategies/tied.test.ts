import { createTape, dense, perSampleJacobians, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { randomNormal, rows, seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  finish,
  forward,
  inputWidth,
  layerInputs,
  nonzeroWeights,
  outputWidth,
  weightCount,
} from "@espalier/network";
import type { Network } from "@espalier/network";
import { usesOf } from "@espalier/network/internal";
import {
  autoPruning,
  movementPruning,
  optimalBrainSurgeon,
  prune,
  scoreStream,
  scoring,
  strategies,
  trainWithSensitivities,
} from "../../../prune/src/index.ts";
import type { ScoringStrategy } from "../../../prune/src/index.ts";
import { longLaw } from "../../../../test-setup/law.ts";
import { graphCases } from "../../../network/test/support/graphs.ts";
import { mean, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { scoresOf, wholeCurvature } from "../support/scores.ts";
import { sumOfTwo } from "../support/sum-of-two.ts";

const tiedCases = graphCases({ ties: true, ops: ["layer", "add", "concat", "activation"] }).filter(
  ({ network: { layers } }) => layers.some(({ tied }) => tied !== undefined),
);

/** Σ_u ∂NN_m/∂W_ij over the uses of a matrix, and ∂NN_m/∂b_i of each use, for all samples and outputs. */
function slopesOfMatrix(network: Network, inputs: Parameters<typeof rowsOf>[0], k: number) {
  const jacobians = perSampleJacobians(forward(network, source(createTape(), inputs)) as Variable).map(
    (each) => dense(each),
  );
  const uses = usesOf(network.layers, k);
  const received = layerInputs(network, inputs);
  const largest = uses.map((use) => most([...received[use].data]));
  const [I, J] = network.layers[k].weight.shape;
  const NM = inputs.shape[0] * jacobians[k].weight.shape[1];
  const every = <T>(of: (nm: number) => T): T[] => Array.from({ length: NM }, (_, nm) => of(nm));
  return {
    uses,
    byWeight: (ij: number) =>
      every((nm) => uses.reduce((sum, use) => sum + jacobians[use].weight.data[nm * I * J + ij], 0)),
    byBias: (i: number) => uses.map((use) => every((nm) => jacobians[use].bias.data[nm * I + i])),
    /** More than the squares of anything that is added up for a weight of size 1: with the largest input in the place of each input. */
    bound: (i: number) =>
      uses.reduce(
        (sum, use, u) =>
          sum + 8 * largest[u] ** 2 * squares(every((nm) => jacobians[use].bias.data[nm * I + i])),
        0,
      ),
    parts: (ij: number) =>
      every((nm) =>
        uses.reduce((sum, use) => sum + Math.abs(jacobians[use].weight.data[nm * I * J + ij]), 0),
      ),
  };
}

const squares = (values: readonly number[]): number => values.reduce((sum, each) => sum + each * each, 0);

const matrices = ({ layers }: Network) =>
  [...layers.entries()].flatMap(([k, { weight, tied }]) => (tied === undefined ? [{ k, weight }] : []));

describe("a matrix with several uses", () => {
  longLaw("has the damage ½ W² E[Σ_m (Σ_u ∂_W NN_m)²], by obd", tiedCases, ({ network, inputs }) => {
    const scores = scoresOf(network, inputs, { strategy: "obd" });
    for (const { k, weight } of matrices(network)) {
      const { byWeight, parts, uses, bound } = slopesOfMatrix(network, inputs, k);
      for (const [ij, w] of weight.data.entries()) {
        const size = (w ** 2 * squares(parts(ij))) / inputs.shape[0];
        const expected = (w ** 2 * squares(byWeight(ij))) / inputs.shape[0] / 2;
        // In moments around the mean inputs: a sum of squares of x − c, c and cross terms, each at most some times the parts.
        expectNear(
          [scores[k].importance.data[ij]],
          [expected],
          1e-12 * (size + (1 + w ** 2) * bound(Math.floor(ij / weight.shape[1]))),
        );
        for (const use of uses) expect(scores[use].importance).toBe(scores[k].importance);
      }
    }
  });

  longLaw(
    "costs by mean-replacement the mean square changes of all signals",
    tiedCases,
    ({ network, inputs }) => {
      const scores = scoresOf(network, inputs, { strategy: "mean-replacement" });
      const received = layerInputs(network, inputs).map(rowsOf);
      for (const { k, weight } of matrices(network)) {
        const [, J] = weight.shape;
        for (const [ij, w] of weight.data.entries()) {
          let cost = 0;
          for (const use of usesOf(network.layers, k)) {
            const x = received[use].map((row) => row[ij % J]);
            cost += w ** 2 * mean(x.map((each) => (each - mean(x)) ** 2));
            expectNear([scores[use].compensation.data[ij]], [w * mean(x)], 1e-12 * Math.abs(w) * most(x));
          }
          expectNear(
            [scores[k].importance.data[ij]],
            [cost],
            1e-12 * (cost + w ** 2 * mostOfUses(received, network, k) ** 2),
          );
        }
      }
    },
  );

  longLaw(
    "has by obs the curvature that is left of its rows when the biases of all uses follow",
    tiedCases,
    ({ network, inputs }) => {
      const scores = scoresOf(network, inputs, { strategy: "obs" });
      const [N] = inputs.shape;
      for (const { k, weight } of matrices(network)) {
        const { byWeight, byBias, parts, uses, bound } = slopesOfMatrix(network, inputs, k);
        if (uses.length === 1) continue;
        const [I, J] = weight.shape;
        const curvature = wholeCurvature(scores[k]);
        for (let i = 0; i < I; i++) {
          const directions = byBias(i);
          const left = Array.from({ length: J }, (_, j) => beside(byWeight(i * J + j), directions));
          const size = Math.max(...Array.from({ length: J }, (_, j) => squares(parts(i * J + j)) + bound(i)));
          const trace = left.reduce((sum, each) => sum + squares(each ?? []), 0) / N;
          for (let j = 0; j < J; j++)
            for (let l = 0; l < J; l++) {
              const [a, b] = [left[j], left[l]];
              if (a === undefined || b === undefined) continue;
              const C =
                a.reduce((sum, each, nm) => sum + each * b[nm], 0) / N + (j === l ? (0.01 * trace) / J : 0);
              expectNear([curvature.data[(i * J + j) * J + l]], [C], 1e-9 * size);
            }
        }
        for (const [u, use] of uses.entries()) {
          expect(scores[use].rows?.curvature).toBe(curvature);
          expect(scores[use].rows?.mean.shape, `use ${u}`).toEqual([I, J]);
        }
      }
    },
  );
});

const most = (values: readonly number[]): number => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
const mostOfUses = (
  received: readonly (readonly (readonly number[])[])[],
  { layers }: Network,
  k: number,
): number => most(usesOf(layers, k).flatMap((use) => received[use].flat()));

/** What is left of a vector without its parts along some directions; undefined where two of these are almost parallel. */
function beside(vector: readonly number[], directions: readonly (readonly number[])[]): number[] | undefined {
  const basis: number[][] = [];
  const without = (given: readonly number[]): number[] =>
    [...basis, ...basis].reduce<number[]>(
      (left, each) => {
        const along = left.reduce((sum, x, at) => sum + x * each[at], 0);
        return left.map((x, at) => x - along * each[at]);
      },
      [...given],
    );
  for (const direction of directions) {
    const own = without(direction);
    const [size, all] = [Math.sqrt(squares(own)), Math.sqrt(squares(direction))];
    if (size <= 1e-10 * all) continue;
    if (size < 1e-3 * all) return undefined;
    basis.push(own.map((x) => x / size));
  }
  return without(vector);
}

const layer = (weight: number[][], bias: number[]) => ({ weight: tensor(weight), bias: tensor(bias), activation: { kind: "tanh" } as const }); // prettier-ignore
const shared = layer([[1, -0.5], [0.25, 2]], [0.1, -0.2]); // prettier-ignore
/** A matrix of four weights that two layers use, among ten weights. */
const network: Network = {
  layers: [layer([[1, 2], [-1, 0.5]], [0, 1]), shared, { ...shared, tied: 1 }, layer([[2, -1]], [0])], // prettier-ignore
};
const inputs = randomNormal([40, inputWidth(network)], seededRandom(1));
const targets = randomNormal([40, outputWidth(network)], seededRandom(2));
const options = { loss: "mean-squared-error", targets, random: seededRandom(3) } as const;

const scoringNames = strategies.flatMap(({ kind, name }) => (kind === "score" ? [name] : []));

describe("a network with a tied matrix", () => {
  it.each(scoringNames)("has one mask and an exact count, by %s", (strategy) => {
    const pruned = prune(network, inputs, { ratio: 0.5, strategy, ...options });
    expect([pruned.weights, pruned.removed, nonzeroWeights(pruned.network)]).toEqual([10, 5, 5]);
    expect(pruned.weights).toBe(weightCount(network));
    expect(pruned.masks[2]).toEqual(pruned.masks[1]);
    expect(pruned.network.layers[2].weight).toBe(pruned.network.layers[1].weight);
  });

  it.each(["none", "bias", "bias-joint", "row", "network"] as const)(
    "is compensated by %s",
    (compensation) => {
      const pruned = prune(network, inputs, { ratio: 0.3, compensation, effort: "quick", ...options });
      expect([pruned.removed, nonzeroWeights(pruned.network)]).toEqual([3, 7]);
      expect(pruned.network.layers[2].weight).toBe(pruned.network.layers[1].weight);
    },
  );

  it.each(["obs", "obd", "mean-replacement"])(
    "has the same scores from a stream, by %s",
    async (strategy) => {
      const X = randomNormal([1500, inputWidth(network)], seededRandom(4));
      async function* batches() {
        for (let from = 0; from < 1500; from += 700) yield rows(X, from, Math.min(1500, from + 700));
      }
      expect(await scoreStream(network, batches(), { strategy })).toEqual(
        finish(scoring(network, X, { strategy })),
      );
    },
  );

  it("of y = W a + W b loses the least when rows compensate, and as much as its curvature predicts", () => {
    const linear = { weight: tensor([[1, -2, 0.5], [0.25, 1, 2]]), bias: tensor([0, 1]), activation: { kind: "identity" } as const }; // prettier-ignore
    const sum = sumOfTwo(linear, { ...linear, tied: 0 }, 3);
    const X = randomNormal([60, 6], seededRandom(6));
    // Inputs that depend on each other, so that kept weights can stand in for removed ones.
    for (let n = 0; n < 60; n++) for (const j of [1, 4]) X.data[6 * n + j] += 2 * X.data[6 * n + j - 1] + 3;
    const of = (compensation: "none" | "bias" | "row") => {
      const { network: left, scores } = prune(sum, X, { ratio: 1 / 3, strategy: "obs", compensation });
      const [a, b] = [forward(sum, X), forward(left, X)];
      const change = squares(Array.from(a.data, (y, at) => y - b.data[at])) / 60;
      return { change, left, scores };
    };
    const [none, bias, row] = [of("none"), of("bias"), of("row")];
    expect(row.change).toBeLessThan(bias.change);
    expect(bias.change).toBeLessThan(none.change);
    // Σ_i zᵀ C_i z of the moved rows z, with C the curvature without the hundredth of its mean.
    const curvature = wholeCurvature(row.scores[0]);
    let predicted = 0;
    for (const i of [0, 1]) {
      const z = [0, 1, 2].map(
        (j) => linear.weight.data[3 * i + j] - row.left.layers[0].weight.data[3 * i + j],
      );
      const H = [0, 1, 2].map((j) => [0, 1, 2].map((l) => curvature.data[(3 * i + j) * 3 + l]));
      const damping = (0.01 / 1.01) * ((H[0][0] + H[1][1] + H[2][2]) / 3);
      for (const j of [0, 1, 2])
        for (const l of [0, 1, 2]) predicted += z[j] * z[l] * (H[j][l] - (j === l ? damping : 0));
    }
    expectNear([row.change], [predicted], 1e-12 * none.change);
  });

  it("is refused by a strategy of a user's own that does not say it scores ties", () => {
    const strategy: ScoringStrategy = { kind: "score", name: "mine", passes: [], scores: () => [] };
    expect(() => finish(scoring(network, inputs, { strategy }))).toThrow(/that of layers 1 and 2/);
  });

  const training = { loss: "mean-squared-error", epochs: 2, batch: 8, random: seededRandom(5) } as const;
  it("is pruned while it is trained, with one mask", () => {
    for (const method of [movementPruning, autoPruning]) {
      const { network: left, masks } = finish(
        method(network, { inputs, targets }, { ...training, ratio: 0.5 }),
      );
      expect(masks[2]).toEqual(masks[1]);
      expect(nonzeroWeights(left)).toBe(5);
    }
    const { network: trained, scores } = finish(
      trainWithSensitivities(network, { inputs, targets }, training),
    );
    expect(scores[2].importance).toEqual(scores[1].importance);
    expect(trained.layers[2].weight).toBe(trained.layers[1].weight);
  });

  it("is pruned by Optimal Brain Surgeon as a whole, each matrix one block of the curvature", () => {
    const { network: left, removed, masks } = finish(optimalBrainSurgeon(network, inputs, { ratio: 0.5 }));
    expect([removed, nonzeroWeights(left)]).toEqual([5, 5]);
    expect(masks[2]).toEqual(masks[1]);
  });
});
