import { createTape, perSampleJacobians, primal, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { forward, layerInputs, mapParameters } from "@espalier/network";
import type { Network } from "@espalier/network";
import { astype, kernels, rows, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { energies } from "../../src/index.ts";
import { energiesInArena } from "../../src/method/energy-in-arena.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";

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

  law(
    "in the metric of a softmax are gᵀ F g, F = diag(p) − p pᵀ, written out",
    cases,
    ({ network, inputs }) => {
      const output = forward(network, source(createTape(), inputs)) as Variable;
      const probabilities = rowsOf(primal(output)).map((y) => {
        const exps = y.map((value) => Math.exp(value - Math.max(...y)));
        return exps.map((value) => value / exps.reduce((a, b) => a + b));
      });
      for (const [k, { sensitivity }] of perSampleJacobians(output).entries()) {
        const [M, N, I] = sensitivity.shape;
        const size = new Float64Array(N * I);
        const G = Float64Array.from({ length: N * I }, (_, ni) => {
          let sum = 0;
          for (const [m, p] of probabilities[Math.floor(ni / I)].entries())
            for (const [l, q] of probabilities[Math.floor(ni / I)].entries()) {
              const term = sensitivity.data[m * N * I + ni] * sensitivity.data[l * N * I + ni];
              sum += (Number(m === l) * p - p * q) * term;
              size[ni] += (Number(m === l) * p + p * q) * Math.abs(term);
            }
          return sum;
        });
        // M² terms, whose sizes are `size` together, and some u of each p, g and f. A sweep from f adds what those from e_m are off by.
        const most = size.reduce((a, b) => Math.max(a, b), 0);
        expectNear(energies(network, inputs, "softmax")[k].energy, G, 64 * (M * M + 8) * u * most);
      }
    },
  );

  law("in an arena have the same bits, in either metric and precision", cases, ({ network, inputs }) => {
    const inSingle = (value: Tensor): Tensor => astype(value, "f32");
    for (const [net, X] of [
      [network, inputs],
      [mapParameters(network, inSingle), inSingle(inputs)],
    ] as const) {
      for (const metric of ["outputs", "softmax"] as const) {
        const arena = kernels().arena();
        expect(energiesInArena(arena, net, X, metric)).toEqual(energies(net, X, metric));
        arena.release();
      }
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

  it("of logits (s, 0) are p (1 − p) in the metric of a softmax: 3/16 at s = log 3", () => {
    const network: Network = {
      layers: [{ weight: tensor([[1], [0]]), bias: tensor([0, 0]), activation: { kind: "identity" } }],
    };
    const [{ energy }] = energies(network, tensor([[Math.log(3)]]), "softmax");
    expectNear(energy, [3 / 16, 3 / 16], 4 * u);
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
