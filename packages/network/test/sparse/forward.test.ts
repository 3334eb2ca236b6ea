import {
  astype,
  randomNormal,
  reference,
  seededRandom,
  tensor,
  useFastKernels,
  useKernels,
} from "@espalier/tensor";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forward, initialNetwork, mapParameters } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { sparseForward, toDense, toSparse } from "../../src/sparse/index.ts";
import { few } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { graphCases, graphs } from "../support/graphs.ts";
import { describeRefusals } from "../support/refusals.ts";
import { sparseCases, sparseNetworks } from "../support/sparse.ts";

const inPrecision = (network: Network, dtype: "f32" | "f64"): Network =>
  mapParameters(network, (each) => astype(each, dtype));

/** With all their digits, so that a sum in another order has other bits; in batches for lists and for kernels. */
const wide = fc
  .record({
    seed: fc.nat(),
    N: fc.oneof(few(1, 9), fc.constantFrom(32, 37, 64)),
    ratio: fc.constantFrom(0, 0.3, 0.8, 0.97, 1),
  })
  .map(({ seed, N, ratio }) => {
    const random = seededRandom(seed);
    const whole = initialNetwork({ sizes: [40, 9, 3], random });
    const inputs = randomNormal([N, 40], random);
    return { network: prune(whole, inputs, { ratio, strategy: "magnitude" }).network, inputs };
  });

describe.each(["reference", "wasm"])("the sparse pass, with the kernels %s", (name) => {
  beforeAll(async () => (name === "wasm" ? useFastKernels() : useKernels(reference)));
  afterAll(() => useKernels(reference));

  law(
    "has the bits of the dense one",
    fc.oneof(sparseCases, wide, graphCases({ zeros: 0.6, ties: true, transposes: true })),
    ({ network, inputs }) => {
      for (const dtype of ["f64", "f32"] as const) {
        const [net, X] = [inPrecision(network, dtype), astype(inputs, dtype)];
        expect(sparseForward(toSparse(net), X)).toEqual(forward(net, X));
      }
    },
  );
});

describe("a network without its zeros", () => {
  law(
    "is the network: toDense(toSparse(n)) = n, −0 included",
    fc.oneof(sparseNetworks(), graphs({ transposes: true, ties: true })),
    (network) => {
      for (const dtype of ["f64", "f32"] as const) {
        const each = inPrecision(network, dtype);
        expect(toDense(toSparse(each))).toEqual(each);
      }
    },
  );

  it("is a list for each neuron", () => {
    const weight = tensor([
      [0, 5, 0],
      [0, 0, 0],
      [-0, 0, 7],
    ]);
    const { layers } = toSparse({
      layers: [{ weight, bias: tensor([1, 2, 3]), activation: { kind: "tanh" } }],
    });
    expect(layers).toEqual([
      {
        shape: [3, 3],
        starts: Uint32Array.of(0, 1, 1, 3),
        columns: Uint32Array.of(1, 0, 2),
        values: Float64Array.of(5, -0, 7),
        bias: tensor([1, 2, 3]),
        activation: { kind: "tanh" },
      },
    ]);
  });
});

it("may take as many bytes as it is allowed", () => {
  expect(toDense(sparse, { bytes: 16 })).toEqual(network);
});

const network: Network = {
  layers: [{ weight: tensor([[1, 0]]), bias: tensor([0]), activation: { kind: "identity" } }],
};
const sparse = toSparse(network);

// prettier-ignore
describeRefusals({
  sparseForward: [
    [() => sparseForward(sparse, tensor([[1, 2, 3]])),           "sparseForward: expected inputs of 2 columns; received [1, 3]"],
    [() => sparseForward(sparse, tensor([1, 2])),                "sparseForward: expected inputs of 2 columns; received [2]"],
    [() => sparseForward(sparse, tensor([[[1], [2]]])),          "sparseForward: expected inputs of 2 columns; received [1, 2, 1]"],
    [() => sparseForward(sparse, [[1, 2]] as never),             "sparseForward: expected inputs to be a tensor with a shape; received Array"],
    [() => sparseForward(sparse, tensor([[1, 2]], "f32")),       "sparseForward: expected inputs in f64; received f32"],
  ],
  toSparse: [
    [() => toSparse({ layers: [] }),                             "toSparse: expected a network of at least one layer; received none"],
  ],
  toDense: [
    [() => toDense(sparse, { bytes: 15 }),                       "toDense: expected weights of at most 15 bytes; received 16"],
    [() => toDense({ layers: [{ ...sparse.layers[0], shape: [2 ** 31, 2 ** 31] }] }), `toDense: expected weights of at most ${2 ** 30} bytes; received ${2 ** 65}`],
  ],
});
