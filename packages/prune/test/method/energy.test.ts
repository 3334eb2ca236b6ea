import { createTape, perSampleJacobians, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { astype, kernels, rows, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { energies, forward, layerInputs, mapParameters } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { energiesInArena } from "../../src/method/energy-in-arena.ts";
import { cases } from "../support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { expectNear, u } from "../support/near.ts";

describe("the energies of a batch", () => {
  law("G_ni = Σ_m (∂NN_m/∂s_ni)² of the per-sample Jacobians", cases, ({ network, inputs }) => {
    const output = forward(network, source(createTape(), inputs)) as Variable;
    for (const [k, { sensitivity }] of perSampleJacobians(output).entries()) {
      const [M, N, I] = sensitivity.shape;
      const G = Float64Array.from({ length: N * I }, (_, ni) =>
        Array.from({ length: M }, (__, m) => sensitivity.data[m * N * I + ni] ** 2).reduce((a, b) => a + b),
      );
      // M squares and sums of positive terms.
      expectNear(energies(network, inputs)[k].energy, G, (ni) => 2 * M * u * G[ni]);
    }
  });

  law("in an arena have the same bits, in single precision too", cases, ({ network, inputs }) => {
    const inSingle = (value: Tensor): Tensor => astype(value, "f32");
    for (const [net, X] of [
      [network, inputs],
      [mapParameters(network, inSingle), inSingle(inputs)],
    ] as const) {
      const arena = kernels().arena();
      expect(energiesInArena(arena, net, X)).toEqual(energies(net, X));
      arena.release();
    }
  });

  law("are those of each sample alone, to the last bit", cases, ({ network, inputs }) => {
    const together = energies(network, inputs);
    for (let n = 0; n < inputs.shape[0]; n++)
      for (const [k, { input, energy }] of energies(network, rows(inputs, n, n + 1)).entries()) {
        expect(Array.from(energy.data)).toEqual(Array.from(rows(together[k].energy, n, n + 1).data));
        expect(Array.from(input.data)).toEqual(Array.from(rows(together[k].input, n, n + 1).data));
      }
  });

  law("come with what each layer receives", cases, ({ network, inputs }) => {
    expect(energies(network, inputs).map(({ input }) => input)).toEqual(layerInputs(network, inputs));
  });

  it("of y = 3 relu(x) and y′ = 4 relu(x) are 25 where x > 0, else 0", () => {
    const network: Network = {
      layers: [
        { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "relu" } },
        { weight: tensor([[3], [4]]), bias: tensor([0, 0]), activation: { kind: "identity" } },
      ],
    };
    const [first, last] = energies(network, tensor([[2], [-2]]));
    expect(toNested(first.energy)).toEqual([[25], [0]]);
    expect(toNested(last.energy)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
