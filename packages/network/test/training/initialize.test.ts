import { seededRandom, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activationKinds, checkNetwork, initialNetwork, parametersOf, sizesOf } from "../../src/index.ts";
import { activationOf, few, lists } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

const options = fc.record({
  sizes: few(2, 4).chain((length) => lists(length, few(1, 6))),
  activation: fc.constantFrom(...activationKinds.map(activationOf)),
  seed: fc.integer(),
  dtype: fc.constantFrom("f64" as const, "f32" as const),
});

describe("an untrained network", () => {
  law("has the sizes and the activation asked for, and no activation in the end", options, (drawn) => {
    const network = initialNetwork({ ...drawn, random: seededRandom(drawn.seed) });
    checkNetwork("test", network);
    expect(sizesOf(network)).toEqual(drawn.sizes);
    const kinds = network.layers.map(({ activation }) => activation.kind);
    expect(kinds).toEqual([...kinds.slice(1).map(() => drawn.activation.kind), "identity"]);
  });

  law("has weights and biases in ±1/√fan-in, and PReLU slopes of one quarter", options, (drawn) => {
    for (const { weight, bias, activation } of initialNetwork({ ...drawn, random: seededRandom(drawn.seed) })
      .layers) {
      const bound = Math.fround(1 / Math.sqrt(weight.shape[1])) * (1 + 2 ** -23); // a single may be rounded up
      for (const { data } of [weight, bias])
        expect(data.every((value) => Math.abs(value) <= bound)).toBe(true);
      if (activation.kind === "prelu") expect(activation.slope).toEqual(tensor([0.25], drawn.dtype));
    }
  });

  it("fills the whole interval", () => {
    const [{ weight, bias }] = initialNetwork({ sizes: [4, 1000], random: seededRandom(1) }).layers;
    // Of a thousand uniform numbers the extremes are within 1 % of the ends, but once in e¹⁰ (1 − 0.01)¹⁰⁰⁰.
    for (const { data } of [weight, bias]) {
      expect(Math.max(...data)).toBeGreaterThan(0.49);
      expect(Math.min(...data)).toBeLessThan(-0.49);
    }
  });

  it("is the same for the same seed, another for another", () => {
    const of = (seed: number) => initialNetwork({ sizes: [2, 3, 1], random: seededRandom(seed) });
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
  });

  it("has PReLUs and double precision by default", () => {
    const network = initialNetwork({ sizes: [2, 3, 1], random: seededRandom(1) });
    expect(network.layers[0].activation.kind).toBe("prelu");
    for (const { data } of parametersOf(network)) expect(data).toBeInstanceOf(Float64Array);
  });

  it.each([{ sizes: [3] }, { sizes: [] }, { sizes: [3, 0, 1] }, { sizes: [3, 1.5] }, { sizes: [3, NaN] }])(
    "of sizes $sizes is refused",
    ({ sizes }) => {
      expect(() => initialNetwork({ sizes, random: Math.random })).toThrow(
        `initialNetwork: expected two or more sizes, whole numbers ≥ 1; received [${sizes.join(", ")}]`,
      );
    },
  );
});
