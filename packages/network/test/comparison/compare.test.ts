import { astype, seededRandom, tensor, zeros } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess, prune, pruningWithin } from "../../../prune/src/index.ts";
import {
  compareOutputs,
  finish,
  forward,
  initialNetwork,
  mapParameters,
  outputComparison,
} from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { cases, casesOf, networks, vectors } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { largest as largestOf, u } from "../support/near.ts";
import { describeRefusals } from "../support/refusals.ts";

/** y = w x + b */
const line = (w: number, b: number): Network => ({
  layers: [{ weight: tensor([[w]]), bias: tensor([b]), activation: { kind: "identity" } }],
});

describe("two networks are compared by their outputs", () => {
  it("y = x and y = 2x + 1 on 1 and 3 differ by 2 and 4, and y = x is 1 and 3", () => {
    const { samples, rootMeanSquare, relative, largest, mean } = compareOutputs(
      line(1, 0),
      line(2, 1),
      tensor([[1], [3]]),
    );
    expect({ samples, rootMeanSquare, largest: [...largest.data], mean: [...mean.data] }).toEqual({
      samples: 2,
      rootMeanSquare: Math.sqrt(10), // (4 + 16) / 2
      largest: [4],
      mean: [3],
    });
    expect(relative).toBe(Math.sqrt(10 / 5));
  });

  law("a network differs by 0 from itself", cases, ({ network, inputs }) => {
    const { relative, rootMeanSquare, largest, mean } = compareOutputs(network, network, inputs);
    expect([relative, rootMeanSquare, ...largest.data, ...mean.data].every((each) => each === 0)).toBe(true);
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
      const { largest, mean, rootMeanSquare } = compareOutputs(network, { layers }, inputs);
      const size = Math.max(4, largestOf(forward(network, inputs)));
      for (const [m, d] of move.data.entries()) {
        // Either sum y + b is rounded once, and their difference too; the mean of six once more a sample.
        expect(Math.abs(largest.data[m] - Math.abs(d))).toBeLessThanOrEqual(8 * size * u);
        expect(Math.abs(mean.data[m] - Math.abs(d))).toBeLessThanOrEqual(24 * size * u);
      }
      const square = Array.from(move.data).reduce((sum, d) => sum + d * d, 0);
      expect(Math.abs(rootMeanSquare ** 2 - square)).toBeLessThanOrEqual(300 * size * u); // |d| ≤ 2, four outputs
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

  const extremes = fc.record({
    drawn: cases,
    exponent: fc.integer({ min: -1000, max: 1000 }),
  });
  law("outputs of any size have the relative change of ordinary ones", extremes, ({ drawn, exponent }) => {
    const { network, inputs } = drawn;
    const M = network.layers.at(-1)?.bias.shape[0] ?? 0;
    /** y = 2^e y′, and y = 2^e (1 + 2^-4) y′ */
    const scaledBy = (factor: number): Network => {
      const weight = zeros([M, M]);
      for (let m = 0; m < M; m++) weight.data[m * M + m] = factor;
      return { layers: [...network.layers, { weight, bias: zeros([M]), activation: { kind: "identity" } }] };
    };
    const power = 2 ** exponent;
    const { relative, rootMeanSquare } = compareOutputs(
      scaledBy(power),
      scaledBy(power * (1 + 2 ** -4)),
      inputs,
    );
    const size = largestOf(forward(network, inputs));
    if (size === 0) expect([relative, rootMeanSquare]).toEqual([0, 0]);
    else if (size > 1e-10 && power * size < 1e300) {
      // Each output is rounded once, and the difference of two that are close has four bits fewer.
      expect(Math.abs(relative - 2 ** -4)).toBeLessThanOrEqual(64 * u);
      expect(rootMeanSquare > 0 && rootMeanSquare < Infinity).toBe(true);
    }
  });

  it.each([1e-170, 1e160, 5e-324, 1e307])("y = x and y = 1.5 x, x = ±%d, differ by a half", (x) => {
    const { relative, rootMeanSquare } = compareOutputs(line(1, 0), line(1.5, 0), tensor([[x], [-x]]));
    const change = 1.5 * x - x; // 1.5 times the smallest number is twice that
    // A quotient, squares, their sum and a root.
    expect(Math.abs(relative / (change / x) - 1)).toBeLessThanOrEqual(8 * u);
    expect(Math.abs(rootMeanSquare / change - 1)).toBeLessThanOrEqual(8 * u);
  });

  it("an output that is too large differs infinitely, also from itself", () => {
    const single = (w: number): Network => mapParameters(line(w, 0), (parameter) => astype(parameter, "f32"));
    const x = astype(tensor([[1], [1e38]]), "f32");
    for (const [a, b] of [
      [1e38, 1],
      [1, 1e38],
      [1e38, 1e38],
    ])
      expect(compareOutputs(single(a), single(b), x).relative).toBe(Infinity);
    const inputs = tensor([[1], [1e308]]);
    const message = "expected finite outputs of the network; received Infinity in output 0 of sample 1";
    expect(() => finish(pruningWithin(line(10, 0), inputs, { budget: 1, strategy: "magnitude" }))).toThrow(
      `pruningWithin: ${message}`,
    );
    const pruned = prune(line(10, 0), inputs, { ratio: 1, strategy: "magnitude" });
    expect(() => assess(line(10, 0), pruned, inputs)).toThrow(`assess: ${message}`);
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

const none: Network = { layers: [] };

// prettier-ignore
describeRefusals({
  compareOutputs: [
    [() => compareOutputs(none, line(1, 0), tensor([[1]])), "compareOutputs: a: expected a network of at least one layer; received none"],
    [() => compareOutputs(line(1, 0), none, tensor([[1]])), "compareOutputs: b: expected a network of at least one layer; received none"],
  ],
  outputComparison: [
    [() => outputComparison(none, tensor([[1]])),             "outputComparison: a: expected a network of at least one layer; received none"],
    [() => outputComparison(line(1, 0), tensor([[1]]))(none), "outputComparison: b: expected a network of at least one layer; received none"],
  ],
});
