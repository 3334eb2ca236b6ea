import { createTape, dense, perSampleJacobians, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { forward, layerInputs } from "@espalier/network";
import type { Network } from "@espalier/network";
import { asUsed } from "@espalier/network/internal";
import { full, rows, tensor, toNested, wrap, zeros } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchStatistics, mergeStatistics } from "../../src/index.ts";
import { pseudoInverse } from "../../src/method/pseudo-inverse.ts";
import { tiedScores } from "../../src/method/tied-scores.ts";
import { law, longLaw } from "../../../../test-setup/law.ts";
import { cases, few, lists, numbers } from "../../../network/test/support/arbitraries.ts";
import { graphCases } from "../../../network/test/support/graphs.ts";
import { mean, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, largest } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";
import { sumOfTwo } from "../support/sum-of-two.ts";

const tiedCases = graphCases({
  ties: true,
  transposes: true,
  ops: ["layer", "add", "concat", "activation"],
}).filter(({ network: { layers } }) => layers.some(({ tied }) => tied !== undefined));

/**
 * What is left of a vector without its parts along some directions. Undefined where two directions are almost parallel: then the answer depends on
 * the rounding of the directions.
 */
function projected(
  vector: readonly number[],
  directions: readonly (readonly number[])[],
): number[] | undefined {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, each, at) => sum + each * b[at], 0);
  const basis: number[][] = [];
  /** Twice is enough: the second round removes the rounding errors of the first. */
  const beside = (given: readonly number[]): number[] =>
    [...basis, ...basis].reduce<number[]>(
      (left, each) => {
        const along = dot(left, each);
        return left.map((x, at) => x - along * each[at]);
      },
      [...given],
    );
  for (const direction of directions) {
    const own = beside(direction);
    const [size, all] = [Math.sqrt(dot(own, own)), Math.sqrt(dot(direction, direction))];
    if (size <= 1e-10 * all) continue;
    if (size < 1e-3 * all) return undefined;
    basis.push(own.map((x) => x / size));
  }
  return beside(vector);
}

describe("the scores of a matrix with several uses", () => {
  longLaw(
    "are the least squares of its Jacobian, summed over the uses, by the biases of all of them",
    tiedCases,
    ({ network, inputs }) => {
      const scores = scoresOf(network, inputs);
      const jacobians = perSampleJacobians(forward(network, source(createTape(), inputs)) as Variable).map(
        (each) => dense(each),
      );
      const N = inputs.shape[0];
      const inputsOf = layerInputs(network, inputs);
      for (const [k, { weight, tied }] of network.layers.entries()) {
        if (tied !== undefined) {
          expect(scores[k].importance).toEqual(asUsed(network.layers[k], scores[tied].importance));
          continue;
        }
        const uses = [...network.layers.keys()].filter((at) => at === k || network.layers[at].tied === k);
        const [I, J] = weight.shape;
        const M = jacobians[k].weight.shape[1];
        for (const [ij, W_ij] of weight.data.entries()) {
          // The neuron, the input and the entry of the weight at a use.
          const at = (use: number) => {
            const [i, j] = [Math.floor(ij / J), ij % J];
            return network.layers[use].transposed === true ? { i: j, j: i, ij: j * I + i } : { i, j, ij };
          };
          const entry = (use: number, nm: number): number =>
            jacobians[use].weight.data[nm * I * J + at(use).ij];
          const neurons = (use: number): number => network.layers[use].bias.data.length;
          const byWeight = Array.from(
            { length: N * M },
            (_, nm) => W_ij * uses.reduce((sum, use) => sum + entry(use, nm), 0),
          );
          const byBias = uses.map((use) =>
            Array.from({ length: N * M }, (_, nm) => jacobians[use].bias.data[nm * neurons(use) + at(use).i]),
          );
          const square = (values: readonly number[]): number =>
            values.reduce((sum, each) => sum + each * each, 0);
          const parts = uses.map((use) =>
            Array.from({ length: N * M }, (_, nm) => Math.abs(W_ij * entry(use, nm))),
          );
          const size = square(parts[0].map((_, nm) => parts.reduce((sum, part) => sum + part[nm], 0)));
          const moved = uses.map((use, u) =>
            byBias[u].map((each) => scores[use].compensation.data[at(use).ij] * each),
          );
          const left = byWeight.map((w, nm) => moved.reduce((sum, part) => sum - part[nm], w));
          const importance = scores[k].importance.data[ij];
          // Relative to the squares of what is added up: the change by each use, by each bias, and by a bias that takes the mean input.
          const means = uses.map((use, u) => {
            const centre = mean(rowsOf(inputsOf[use]).map((x) => x[at(use).j]));
            return byBias[u].map((each) => W_ij * centre * each);
          });
          const bound = 1e-12 * (size + [...moved, ...means].reduce((sum, part) => sum + square(part), 0));
          const best = projected(byWeight, byBias);
          if (best !== undefined) expectNear([importance], [square(best) / N], bound);
          expectNear([square(left) / N], [importance], bound);
        }
      }
    },
  );

  longLaw("do not depend on how the samples are split", tiedCases, ({ network, inputs }) => {
    const [N] = inputs.shape;
    const all = batchStatistics(network, inputs);
    const cut = Math.floor(N / 2);
    const merged = mergeStatistics(
      batchStatistics(network, rows(inputs, 0, cut)),
      batchStatistics(network, rows(inputs, cut, N)),
    );
    for (const [k, { tied }] of all.entries()) {
      if (tied === undefined) continue;
      const both = merged[k].tied ?? expect.fail("no moments of the uses");
      const most = Math.max(1, ...tied.energy.data) * Math.max(1, largest(tied.centre), ...tied.square.data);
      for (const name of ["centre", "energy", "pull", "square"] as const)
        expectNear(both[name], tied[name], 1e-12 * most ** 2);
    }
  });

  law("of one use are those of the layer", cases, ({ network, inputs }) => {
    const [first] = network.layers;
    const alone: Network = { layers: [{ ...first, activation: { kind: "identity" } }] };
    const [N, J] = inputs.shape;
    const [I] = first.weight.shape;
    // G is 1 for every neuron, so the moments are those of the inputs.
    const [{ unweighted }] = batchStatistics(alone, inputs);
    const every = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from({ length: I * J }, (_, ij) => values[ij % J]);
    const [scores] = tiedScores(first.weight, {
      samples: N,
      centre: unweighted.mean,
      energy: full([I, 1, 1], N),
      pull: zeros([I, J, 1]),
      square: wrap([I, J], every(unweighted.scatter.data)),
    });
    const [known] = scoresOf(alone, inputs);
    expect(scores).toEqual(known);
  });

  it("on paper: y = w x₁ + w x₂ with both biases at one output costs w² Var(x₁ + x₂)", () => {
    const layer = { weight: tensor([[3]]), bias: tensor([0]), activation: { kind: "identity" } } as const;
    const network = sumOfTwo(layer, { ...layer, tied: 0 }, 1);
    // x₁ + x₂ is 1, 3, 5 and 7: mean 4, variance 5. Each bias takes its own mean: 3 · 1 and 3 · 3.
    const inputs = tensor([[0, 1], [1, 2], [2, 3], [1, 6]]); // prettier-ignore
    const [first, second] = scoresOf(network, inputs);
    expect(toNested(first.importance)).toEqual([[45]]);
    expectNear([first.compensation.data[0], second.compensation.data[0]], [3, 9], 1e-14);
  });
});

describe("the pseudo-inverse", () => {
  const gram = few(1, 4).chain((n) => fc.record({ n: fc.constant(n), rank: few(0, n) }).chain(({ rank }) => lists(rank, lists(n, numbers)).map((vectors) => ({ n, vectors })))); // prettier-ignore
  law("P of H = Σ v vᵀ has H P H = H, and no part beside the range of H", gram, ({ n, vectors }) => {
    const H = Float64Array.from({ length: n * n }, (_, uv) =>
      vectors.reduce((sum, v) => sum + v[Math.floor(uv / n)] * v[uv % n], 0),
    );
    const P = pseudoInverse(H, n);
    const times = (A: Float64Array, B: Float64Array): Float64Array =>
      Float64Array.from({ length: n * n }, (_, uv) =>
        Array.from({ length: n }, (__, k) => A[Math.floor(uv / n) * n + k] * B[k * n + (uv % n)]).reduce(
          (a, b) => a + b,
          0,
        ),
      );
    const most = Math.max(1e-300, ...H);
    expectNear(times(times(H, P), H), H, 1e-9 * most);
  });

  it("of diag(4, 0) is diag(¼, 0), whatever the scale", () => {
    expect([...pseudoInverse([4e-200, 0, 0, 0], 2)]).toEqual([1 / 4e-200, 0, 0, 0]);
    expect([...pseudoInverse([4, 0, 0, 1e-30], 2)]).toEqual([0.25, 0, 0, 1e30]);
  });
});
