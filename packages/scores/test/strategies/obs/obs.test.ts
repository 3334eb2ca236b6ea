import { CHUNK, initialNetwork, layerInputs } from "@espalier/network";
import type { Network } from "@espalier/network";
import { randomNormal, seededRandom, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, energies, remove } from "../../../src/index.ts";
import { prune, scoreStream } from "../../../../prune/src/index.ts";
import { masked } from "../../../../network/src/training/masks.ts";
import { partBytes } from "../../../src/row/memory.ts";
import { cases } from "../../../../network/test/support/arbitraries.ts";
import { inner, slopesOf } from "../../../../network/test/support/jacobian.ts";
import { law } from "../../../../../test-setup/law.ts";
import { magnitude, mean, rowsOf } from "../../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../../network/test/support/near.ts";
import { scoresOf, wholeCurvature } from "../../support/scores.ts";

const obs = { strategy: "obs" };

/** E[G_i (s_i − s′_i)²] of every neuron, with the inputs that the layers had before. */
function rowCosts(network: Network, changed: Network, inputs: Tensor): number[] {
  const received = layerInputs(network, inputs).map(rowsOf);
  return energies(network, inputs).flatMap(({ energy }, k) => {
    const [before, after] = [network, changed].map(({ layers }) => layers[k]);
    const signal = ({ weight, bias }: typeof before, i: number, x: readonly number[]): number =>
      rowsOf(weight)[i].reduce((sum, W_ij, j) => sum + W_ij * x[j], bias.data[i]);
    return Array.from(before.bias.data, (_, i) =>
      mean(
        received[k].map((x, n) => rowsOf(energy)[n][i] * (signal(before, i, x) - signal(after, i, x)) ** 2),
      ),
    );
  });
}

describe("optimal brain surgeon", () => {
  const pruned = fc.record({ drawn: cases, ratio: fc.double({ min: 0, max: 1, noNaN: true }) });
  law(
    "costs a row no more than moving its bias does, and that no more than moving nothing",
    pruned,
    (all) => {
      const { network, inputs } = all.drawn;
      const { masks, network: byRow } = prune(network, inputs, { ...obs, ratio: all.ratio });
      const byBias = remove(network, masks, scoresOf(network, inputs));
      const [row, bias, none] = [byRow, byBias, masked(network, masks)].map((changed) =>
        rowCosts(network, changed, inputs),
      );
      // Signals are right to 100 u of the largest number on the way, kept weights that have moved included; G enters as a factor.
      const slopes = 2 * magnitude(network, tensor([[1]]));
      const size = magnitude(byRow, inputs) + magnitude(network, inputs);
      const off = 100 * u * size * slopes;
      const more = (cost: number): number => 8 * off * Math.sqrt(cost) + 8 * off ** 2;
      for (const i of row.keys()) {
        expect(row[i]).toBeLessThanOrEqual(bias[i] + more(bias[i]));
        expect(bias[i]).toBeLessThanOrEqual(none[i] + more(none[i]));
      }
    },
  );

  law(
    "has the curvature of the outputs, the bias eliminated, and a hundredth of its mean more",
    cases,
    (drawn) => {
      const { network, inputs } = drawn;
      const [N] = inputs.shape;
      const slopes = magnitude(network, tensor([[1]])); // more than any ∂NN_m/∂s_i, and there are at most four m
      const bound = 200 * u * 4 * (2 * slopes * 2 * magnitude(network, inputs)) ** 2;
      const weights = slopesOf(network, inputs);
      for (const [k, scores] of scoresOf(network, inputs, obs).entries()) {
        const [I, J] = scores.importance.shape;
        for (let i = 0; i < I; i++) {
          const own = weights.filter((weight) => weight.k === k && weight.i === i);
          const H_bb = inner(own[0].byBias, own[0].byBias, N);
          const C = own.map((a) =>
            own.map((b) => {
              const along = inner(a.byWeight, a.byBias, N) * inner(b.byWeight, b.byBias, N);
              return inner(a.byWeight, b.byWeight, N) - (H_bb === 0 ? 0 : along / H_bb);
            }),
          );
          const damping = mean(C.map((row, j) => row[j])) / 100;
          const H = C.flatMap((row, j) => row.map((value, l) => value + (j === l ? damping : 0)));
          expectNear(wholeCurvature(scores).data.subarray(i * J * J, (i + 1) * J * J), H, 4 * bound);
        }
      }
    },
  );

  const neuron = (W: number[]): Network => ({
    layers: [{ weight: tensor([W]), bias: tensor([1]), activation: { kind: "identity" } }],
  });

  it("hands the weight of an input to another one that is the same", () => {
    // x = (0, 0), (2, 2): C is 1 everywhere, λ = 0.01, and the mean 1. One goes, and δ = 1 / 1.01 goes to the other; the bias
    // gets 1 · 1 − δ · 1.
    const inputs = tensor([
      [0, 0],
      [2, 2],
    ]);
    const { network, removed } = prune(neuron([1, 1]), inputs, { ...obs, ratio: 0.5 });
    const [{ weight, bias }] = network.layers;
    expect(removed).toBe(1);
    expectNear(weight, [0, 1 + 1 / 1.01], 10 * u);
    expectNear(bias, [1 + (1 - 1 / 1.01)], 10 * u);
  });

  it("moves no weight where inputs are uncorrelated, and ranks as the proposed method", () => {
    const inputs = tensor([
      [1, 2],
      [1, -2],
      [-1, 2],
      [-1, -2],
    ]);
    const scores = scoresOf(neuron([3, 1]), inputs, obs);
    // W² Var = 9 and 4; λ = 0.01 (1 + 4) / 2.
    expectNear(scores[0].importance, [9 * 1.025, 4.025], 100 * u);
    const { layers } = cut(neuron([3, 1]), scores, 0.5).network;
    expect(toNested(layers[0].weight)).toEqual([[3, 0]]);
    expect(toNested(layers[0].bias)).toEqual([1]);
  });

  it("scores every row, the second with weights twice as large four times as high", () => {
    const weight = tensor([
      [3, 1],
      [6, 2],
    ]);
    const network: Network = { layers: [{ weight, bias: tensor([0, 0]), activation: { kind: "identity" } }] };
    const [{ importance }] = scoresOf(network, tensor([[1, 2], [1, -2], [-1, 2], [-1, -2]]), obs); // prettier-ignore
    expectNear(importance, [9 * 1.025, 4.025, 36 * 1.025, 4 * 4.025], 400 * u);
  });

  it("keeps 8 bytes for each number of the curvature", () => {
    const small = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
    expect(partBytes({ who: "here", network: small })).toBe(8 * (4 * 9 + 2 * 16));
  });

  it("gives a row that the outputs do not depend on the importance 0, keeps its mean, and leaves its weights unchanged", () => {
    const dead: Network = {
      layers: [
        { weight: tensor([[1, 2]]), bias: tensor([0]), activation: { kind: "identity" } },
        { weight: tensor([[0]]), bias: tensor([0]), activation: { kind: "identity" } },
      ],
    };
    const inputs = tensor([
      [1, 1],
      [3, 4],
    ]);
    const [first] = scoresOf(dead, inputs, obs);
    expect(toNested(first.importance)).toEqual([[0, 0]]);
    const { layers } = remove(dead, [Uint8Array.of(0, 1), Uint8Array.of(1)], scoresOf(dead, inputs, obs));
    expect(toNested(layers[0].weight)).toEqual([[0, 2]]);
    expect(toNested(layers[0].bias)).toEqual([2]);
  });

  it("knows the same of samples in two chunks as of all at once, and of a stream to the last bit", async () => {
    const network = initialNetwork({ sizes: [3, 2], random: seededRandom(1) });
    const inputs = randomNormal([CHUNK + 50, 3], seededRandom(2));
    const [scores] = scoresOf(network, inputs, obs);
    const columns = [0, 1, 2].map((j) => {
      const x = rowsOf(inputs).map((row) => row[j]);
      const average = mean(x);
      return x.map((each) => each - average);
    });
    const C = columns.map((a) => columns.map((b) => mean(a.map((value, n) => value * b[n]))));
    const damping = mean(C.map((row, j) => row[j])) / 100;
    const H = C.flatMap((row, j) => row.map((value, l) => value + (j === l ? damping : 0)));
    expectNear(wholeCurvature(scores), [...H, ...H], 1e-12); // a thousand terms of size 1, u each
    expect(await scoreStream(network, [inputs], obs)).toEqual([scores]);
  });

  it("knows the same of two chunks of equal energy", () => {
    const network = neuron([3, 1]);
    const once = randomNormal([CHUNK, 2], seededRandom(3));
    const twice = {
      shape: [2 * CHUNK, 2],
      data: Float64Array.of(...once.data, ...once.data.map((x) => x + 1)),
    };
    const [scores] = scoresOf(network, twice, obs);
    const columns = [0, 1].map((j) => rowsOf(twice).map((x) => x[j]));
    const covariance = mean(
      columns[0].map((x, n) => (x - mean(columns[0])) * (columns[1][n] - mean(columns[1]))),
    );
    expectNear([wholeCurvature(scores).data[1]], [covariance], 1e-12); // two thousand terms of size 1, u each
  });

  it("refuses rows that are of another layer", () => {
    const network = neuron([3, 1]);
    const [scores] = scoresOf(network, tensor([[1, 2], [3, 5]]), obs); // prettier-ignore
    const rows = { ...scores.rows!, curvature: tensor([[1]]) };
    expect(() => cut(network, [{ ...scores, rows }], 0.5)).toThrow(
      "cut: layer 0: expected curvature [1, 2, 2]; received [1, 1]",
    );
  });
});
