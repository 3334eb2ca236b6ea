import { astype, seededRandom, tensor, zeros } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareOutputs, forward, initialNetwork, mapParameters } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { cases, casesOf, networks, vectors } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { largest as largestOf, u } from "../support/near.ts";

/** y = w x + b */
const line = (w: number, b: number): Network => ({
  layers: [{ weight: tensor([[w]]), bias: tensor([b]), activation: { kind: "identity" } }],
});

describe("two networks are compared by their outputs", () => {
  it("y = x and y = 2x + 1 on 1 and 3 differ by 2 and 4, and y = x is 1 and 3", () => {
    const { samples, meanSquare, relative, largest, mean } = compareOutputs(
      line(1, 0),
      line(2, 1),
      tensor([[1], [3]]),
    );
    expect({ samples, meanSquare, largest: [...largest.data], mean: [...mean.data] }).toEqual({
      samples: 2,
      meanSquare: 10, // (4 + 16) / 2
      largest: [4],
      mean: [3],
    });
    expect(relative).toBe(Math.sqrt(10 / 5));
  });

  law("a network differs by 0 from itself", cases, ({ network, inputs }) => {
    const { relative, meanSquare, largest, mean } = compareOutputs(network, network, inputs);
    expect([relative, meanSquare, ...largest.data, ...mean.data].every((each) => each === 0)).toBe(true);
  });

  law(
    "a last bias that moves by d moves an output by |d| in every sample, and no other output",
    casesOf(networks(undefined, ["identity"])).chain(({ network, inputs }) =>
      fc.record({
        network: fc.constant(network),
        inputs: fc.constant(inputs),
        move: vectors(network.layers.at(-1)?.bias.shape[0] ?? 0),
      }),
    ),
    ({ network, inputs, move }) => {
      const last = network.layers.length - 1;
      const { bias } = network.layers[last];
      const moved = { shape: bias.shape, data: bias.data.map((b, m) => b + move.data[m]) };
      const layers = network.layers.with(last, { ...network.layers[last], bias: moved });
      const { largest, mean, meanSquare } = compareOutputs(network, { layers }, inputs);
      const size = Math.max(4, largestOf(forward(network, inputs)));
      for (const [m, d] of move.data.entries()) {
        // Either sum y + b is rounded once, and their difference too; the mean of six once more a sample.
        expect(Math.abs(largest.data[m] - Math.abs(d))).toBeLessThanOrEqual(8 * size * u);
        expect(Math.abs(mean.data[m] - Math.abs(d))).toBeLessThanOrEqual(24 * size * u);
      }
      const square = Array.from(move.data).reduce((sum, d) => sum + d * d, 0);
      expect(Math.abs(meanSquare - square)).toBeLessThanOrEqual(300 * size * u); // |d| ≤ 2, four outputs
    },
  );

  law("the relative change is the same in any unit of the outputs", cases, ({ network, inputs }) => {
    const scaled = (by: number): Network => ({
      layers: [
        ...network.layers,
        ...line(by, 0).layers.map((layer) => {
          const M = network.layers.at(-1)?.bias.shape[0] ?? 0;
          const weight = zeros([M, M]);
          for (let m = 0; m < M; m++) weight.data[m * M + m] = by;
          return { ...layer, weight, bias: zeros([M]) };
        }),
      ],
    });
    const other = mapParameters(network, ({ shape, data }) => ({ shape, data: data.map((p) => p / 2) }));
    const otherScaled = { layers: [...other.layers, ...scaled(4).layers.slice(-1)] };
    const otherPlain = { layers: [...other.layers, ...scaled(1).layers.slice(-1)] };
    // A power of two changes no digit.
    expect(compareOutputs(scaled(4), otherScaled, inputs).relative).toBe(
      compareOutputs(scaled(1), otherPlain, inputs).relative,
    );
  });

  it("what differs from outputs that are all 0 differs infinitely, and what does not by 0", () => {
    expect(compareOutputs(line(0, 0), line(0, 1), tensor([[1]])).relative).toBe(Infinity);
    expect(compareOutputs(line(0, 0), line(1, 0), tensor([[0]])).relative).toBe(0);
  });

  it("an output that overflows is no difference of 0: NaN, which is within no tolerance", () => {
    const large = mapParameters(line(1e38, 0), (parameter) => astype(parameter, "f32"));
    const { relative, largest } = compareOutputs(large, large, astype(tensor([[1e38]]), "f32"));
    expect([relative, largest.data[0]]).toEqual([NaN, NaN]);
  });

  it("networks of other ends, and inputs that are none, are refused", () => {
    const wide = initialNetwork({ sizes: [2, 1], random: seededRandom(1) });
    expect(() => compareOutputs(line(1, 0), wide, tensor([[1]]))).toThrow(
      "compareOutputs: expected a second network of 1 inputs and 1 outputs; received 2 inputs and 1 outputs",
    );
    const [two, three] = [2, 3].map((M) => initialNetwork({ sizes: [1, 4, M], random: seededRandom(1) }));
    expect(() => compareOutputs(two, three, tensor([[1]]))).toThrow(
      "compareOutputs: expected a second network of 1 inputs and 2 outputs; received 1 inputs and 3 outputs",
    );
    expect(() => compareOutputs(line(1, 0), line(1, 0), tensor([[1], [NaN]]))).toThrow(
      "compareOutputs: expected finite inputs; received NaN in sample 1, column 0",
    );
  });
});
