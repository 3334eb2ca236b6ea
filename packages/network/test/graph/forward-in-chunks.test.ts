import { createTape, source } from "@espalier/autodiff";
import { randomNormal, rows, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { forward, mapParameters } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { initialNetwork } from "../../src/index.ts";

const chain = (): Network =>
  initialNetwork({ sizes: [5, 7, 3], random: seededRandom(1), dtype: "f32", activation: "relu" });

/** Two branches, one of which ends in an input of the network, and a constant. */
const branched = (): Network => ({
  layers: chain().layers,
  graph: {
    inputs: [{ name: "x", width: 5 }],
    nodes: [
      { name: "a", op: "layer", layer: 0, from: ["x"] },
      { name: "b", op: "layer", layer: 1, from: ["a"] },
      { name: "c", op: "constant", values: [1, 2, 3], from: [] },
      { name: "d", op: "mul", from: ["b", "c"] },
      { name: "e", op: "softmax", from: ["d"] },
    ],
    outputs: [
      { name: "y", from: "e" },
      { name: "z", from: "x" },
    ],
  },
});

/** The outputs of a few rows at a time, which are computed without chunks. */
function byFew(network: Network, X: Tensor): number[] {
  const found: number[] = [];
  for (let n = 0; n < X.shape[0]; n += 50)
    found.push(...forward(network, rows(X, n, Math.min(n + 50, X.shape[0]))).data);
  return found;
}

describe("the outputs of a long batch", () => {
  it.each([
    ["a chain", chain()],
    ["a graph", branched()],
  ])("have the bits of its rows: %s", (_, network) => {
    for (const N of [63, 64, 1024, 1025, 2100]) {
      const X = randomNormal([N, 5], seededRandom(N), "f32");
      const Y = forward(network, X);
      expect(Array.from(Y.data)).toEqual(byFew(network, X));
      expect(Y.shape[0]).toBe(N);
    }
  });

  it("share no memory with those of the next batch, or with the inputs", () => {
    const network = branched();
    const X = randomNormal([100, 5], seededRandom(2), "f32");
    const [first, before] = [forward(network, X), forward(network, X)];
    forward(network, randomNormal([100, 5], seededRandom(3), "f32"));
    X.data.fill(0);
    expect(first).toEqual(before);
  });

  it("are traced where the network or the batch is", () => {
    const X = randomNormal([100, 5], seededRandom(4), "f32");
    const tape = createTape();
    const traced = mapParameters(chain(), (parameter) => source(tape, parameter));
    for (const Y of [forward(chain(), source(createTape(), X)), forward(traced, X)])
      expect(Y).toHaveProperty("trace");
  });
});
