import { seededRandom, wrap } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import type { Network } from "../../src/index.ts";
import { storageOf, toSparse } from "../../src/sparse/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { sparseNetworks } from "../support/sparse.ts";

/** A layer of which the first entries are there. */
const layerOf = (I: number, J: number, entries: number, dtype: "f32" | "f64" = "f32"): Network => {
  const size = { f32: Float32Array, f64: Float64Array }[dtype];
  return {
    layers: [
      {
        weight: wrap([I, J], new size(I * J).fill(1, 0, entries)),
        bias: wrap([I], new size(I)),
        activation: { kind: "prelu", slope: wrap([1], size.of(0.5)) },
      },
    ],
  };
};
const stored = (...layer: Parameters<typeof layerOf>) => storageOf(toSparse(layerOf(...layer)))[0];

describe("what a layer takes", () => {
  it("is counted in bytes", () => {
    expect(stored(32, 784, 5000)).toEqual({
      shape: [32, 784],
      entries: 5000,
      bytes: { dense: 4 * 25_088, csr: 4 * 5000 + 2 * (5000 + 32), bitmap: 4 * 5000 + 3136 },
      form: "bitmap",
      otherBytes: 4 * 33,
    });
    expect(stored(10, 13, 9, "f64").bytes).toEqual({ dense: 1040, csr: 72 + 9 + 10, bitmap: 72 + 17 });
  });

  it("needs indices of 1, 2 or 4 bytes, by the inputs", () => {
    const indices = (J: number): number => stored(1, J, 1).bytes.csr - 4;
    expect([255, 256, 65_535, 65_536].map(indices)).toEqual([2, 4, 4, 8]);
  });

  it("is smallest dense above 1 − 1/32, as rows below 1/16, and as a bitmap between, with indices of 2 bytes in f32", () => {
    const formAt = (density: number): string => stored(100, 800, Math.round(density * 80_000)).form;
    const rows = 2 * 100; // the lengths of the rows
    expect([1, 0.97, 0.9687, 0.5, 0.0625].map(formAt)).toEqual([
      "dense",
      "dense",
      "bitmap",
      "bitmap",
      "bitmap",
    ]);
    expect(stored(100, 800, 5000 - rows / 2).form).toBe("bitmap"); // equal, and the bitmap is the first
    expect(stored(100, 800, 5000 - rows / 2 - 1).form).toBe("csr");
  });

  law("is never more than dense", sparseNetworks(), (network) => {
    for (const { bytes, form } of storageOf(toSparse(network)))
      expect(bytes[form]).toBe(Math.min(...Object.values(bytes)));
  });
});

it("MNIST's first layer at 98 % is a fifteenth of dense", () => {
  const random = seededRandom(1);
  const network = layerOf(32, 784, 25_088);
  for (const at of network.layers[0].weight.data.keys())
    if (random() < 0.98) network.layers[0].weight.data[at] = 0;
  const [{ bytes, form }] = storageOf(toSparse(network));
  expect(form).toBe("csr");
  expect(bytes.dense / bytes.csr).toBeGreaterThan(15);
});
