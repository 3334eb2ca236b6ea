import { initialNetwork, layerInputs } from "@espalier/network";
import type { Mask, Network } from "@espalier/network";
import { randomNormal, seededRandom, sum, tensor, toNested } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cheapest } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { positionsWithin } from "../../src/strategies/positions.ts";
import { cases, few, lists, matrices } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { scoresOf } from "../support/scores.ts";

const removedOf = (mask: Mask): number => mask.reduce((count, kept) => count + 1 - kept, 0);
const ratios = fc.double({ min: 0, max: 1, noNaN: true });

/** Some layers, as importances that are compared within each. */
const layers = few(1, 5).chain((L) =>
  lists(
    L,
    few(1, 12).chain((n) => matrices(1, n)),
  ),
);

describe("positions within groups", () => {
  law("are (r + ½) / n in each group, in the order of the values", matrices(3, 4), (values) => {
    const { data } = positionsWithin(values, 3);
    for (const i of [0, 1, 2]) {
      const [row, positions] = [values.data, data].map((all) => Array.from(all.subarray(4 * i, 4 * i + 4)));
      expect(positions.toSorted((a, b) => a - b)).toEqual([0.125, 0.375, 0.625, 0.875]);
      for (const a of row.keys())
        for (const b of row.keys())
          if (row[a] < row[b] || (row[a] === row[b] && a < b))
            expect(positions[a]).toBeLessThan(positions[b]);
    }
  });

  law("give an exact count, and to each group its share", fc.record({ layers, ratio: ratios }), (drawn) => {
    const sizes = drawn.layers.map(({ data }) => data.length);
    const N = sizes.reduce((total, n) => total + n, 0);
    const masks = cheapest(
      drawn.layers.map((layer) => positionsWithin(layer, 1)),
      drawn.ratio,
    );
    const counts = masks.map(removedOf);
    const all = counts.reduce((total, count) => total + count, 0);
    expect(all).toBe(Math.floor(drawn.ratio * N + 0.5));
    // Each count is t n but for a half, so t N is `all` but for a half each, and t n the share of n in that but for the rest.
    for (const [k, n] of sizes.entries()) {
      const away = Math.abs(counts[k] - (all * n) / N);
      expect(away).toBeLessThanOrEqual(0.5 + (sizes.length * n) / (2 * N) + 1e-9);
    }
  });

  law(
    "remove more at a higher ratio, and nothing less",
    fc.record({ layers, a: ratios, b: ratios }),
    (drawn) => {
      const positions = drawn.layers.map((layer) => positionsWithin(layer, 1));
      const [some, more] = [drawn.a, drawn.b].toSorted((a, b) => a - b).map((at) => cheapest(positions, at));
      for (const [k, mask] of more.entries())
        for (const [ij, kept] of mask.entries()) if (kept) expect(some[k][ij]).toBe(1);
    },
  );
});

const network = initialNetwork({ sizes: [8, 6, 4, 2], random: seededRandom(1) });
const inputs = randomNormal([50, 8], seededRandom(2));

describe("wanda", () => {
  law("ranks each row by |W_ij| ‖x_j‖, without compensation", cases, (drawn) => {
    const received = layerInputs(drawn.network, drawn.inputs);
    const scores = scoresOf(drawn.network, drawn.inputs, { strategy: "wanda" });
    for (const [k, { weight }] of drawn.network.layers.entries()) {
      const [I, J] = weight.shape;
      const squares = sum({ ...received[k], data: received[k].data.map((x) => x * x) }, 0).data;
      const value = weight.data.map((W_ij, ij) => Math.abs(W_ij) * Math.sqrt(squares[ij % J]));
      const { importance, compensation } = scores[k];
      expect(compensation.data.every((delta) => delta === 0)).toBe(true);
      for (let a = 0; a < I * J; a++)
        for (let b = a - (a % J); b < a - (a % J) + J; b++)
          // The norms are computed in two ways, some dozens of roundings each.
          if (value[a] < value[b] * (1 - 1e-14)) expect(importance.data[a]).toBeLessThan(importance.data[b]);
    }
  });

  it("takes the same number from every row of a layer", () => {
    const { masks } = prune(network, inputs, { ratio: 0.5, strategy: "wanda" });
    for (const [k, { weight }] of network.layers.entries()) {
      const [I, J] = weight.shape;
      const rows = Array.from({ length: I }, (_, i) => removedOf(masks[k].subarray(i * J, (i + 1) * J)));
      expect(rows).toEqual(rows.map(() => J / 2));
    }
  });

  it("of W = 2, −1 and x = (1, 5), (3, 5) takes the 2: 2 √10 < √50", () => {
    const neuron: Network = {
      layers: [{ weight: tensor([[2, -1]]), bias: tensor([0]), activation: { kind: "identity" } }],
    };
    const samples = [
      [1, 5],
      [3, 5],
    ];
    const pruned = prune(neuron, samples, { ratio: 0.5, strategy: "wanda" }).network;
    expect(toNested(pruned.layers[0].weight)).toEqual([[0, -1]]);
    expect(toNested(pruned.layers[0].bias)).toEqual([0]);
  });
});

describe.each(["magnitude", "random"])("%s-layerwise", (name) => {
  const pruned = (strategy: string, ratio: number) =>
    prune(network, inputs, { ratio, strategy, random: seededRandom(3) });

  it("takes the same fraction of every layer: 24, 12 and 4 of 48, 24 and 8", () => {
    expect(pruned(`${name}-layerwise`, 0.5).masks.map(removedOf)).toEqual([24, 12, 4]);
  });

  it(`takes from a layer what ${name} would take from it alone`, () => {
    const scores = scoresOf(network, inputs, { strategy: name, random: seededRandom(3) });
    for (const [k, mask] of pruned(`${name}-layerwise`, 0.5).masks.entries())
      expect(mask).toEqual(cheapest([scores[k].importance], 0.5)[0]);
  });

  it("compensates nothing, and where the network has one layer is nothing new", () => {
    const one = initialNetwork({ sizes: [8, 6], random: seededRandom(1) });
    const [within, over] = [`${name}-layerwise`, name].map(
      (strategy) => prune(one, inputs, { ratio: 0.3, strategy, random: seededRandom(3) }).network,
    );
    expect(within).toEqual(over);
  });
});
