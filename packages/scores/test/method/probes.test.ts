import { mapParameters, metrics } from "@espalier/network";
import { metricFactors } from "@espalier/network/internal";
import type { Network } from "@espalier/network";
import { astype, kernels, randomNormal, seededRandom, tensor, zeros } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { energies } from "../../src/index.ts";
import { directionsOf, probesFrom } from "../../src/method/directions.ts";
import { energiesInArena } from "../../src/method/energy-in-arena.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("the energies by random probes", () => {
  law(
    "are the exact ones, to the last bit, from as many probes as outputs on",
    fc.record({ drawn: cases, more: fc.integer({ min: 0, max: 2 }), seed: seeds }),
    ({ drawn: { network, inputs }, more, seed }) => {
      const M = network.layers.at(-1)!.bias.data.length; // a network has a layer
      for (const metric of ["outputs", "softmax"] as const)
        expect(energies(network, inputs, metric, { count: M + more, seed })).toEqual(
          energies(network, inputs, metric),
        );
    },
  );

  law(
    "have the same bits in an arena, in either metric and precision",
    fc.record({ drawn: cases, count: fc.integer({ min: 1, max: 3 }), seed: seeds }),
    ({ drawn, count, seed }) => {
      for (const dtype of ["f64", "f32"] as const)
        for (const metric of ["outputs", "softmax"] as const) {
          const network = mapParameters(drawn.network, (each) => astype(each, dtype));
          const X = astype(drawn.inputs, dtype);
          const arena = kernels().arena();
          expect(energiesInArena(arena, network, X, metric, { count, seed })).toEqual(
            energies(network, X, metric, { count, seed }),
          );
          arena.release();
        }
    },
  );

  // One probe of many samples: u uᵀ is unbiased for each, so the mean over the samples is near F.
  it.each(["outputs", "softmax"] as const)("come from directions u with E[u uᵀ] = F: %s", (metric) => {
    const [N, M] = [20_000, 3];
    const y = zeros([N, M]);
    for (let n = 0; n < N; n++) y.data.set([0.5, -1, 0.2], n * M);
    const F = new Float64Array(M * M);
    const { factors } = metrics[metric];
    const f = zeros([N, M]);
    for (let m = 0; m < M; m++) {
      factors(y)(m, f);
      for (let at = 0; at < M * M; at++) F[at] += f.data[Math.floor(at / M)] * f.data[at % M];
    }
    for (const count of [1, 2]) {
      const { count: K, write } = directionsOf(y, metricFactors[metric], { count, seed: 5 });
      expect(K).toBe(count);
      const mean = new Float64Array(M * M);
      for (let k = 0; k < K; k++) {
        write(k, f);
        for (let n = 0; n < N; n++)
          for (let at = 0; at < M * M; at++)
            mean[at] += (f.data[n * M + Math.floor(at / M)] * f.data[n * M + (at % M)]) / N;
      }
      // An entry of u uᵀ is at most M in size, so its mean has a standard error of at most M/√N; five of them.
      for (let at = 0; at < M * M; at++)
        expect(Math.abs(mean[at] - F[at])).toBeLessThan((5 * M) / Math.sqrt(N));
    }
  });

  it("of y = 3x and y′ = 4x from one probe are 49 or 1, which are 25 in the mean", () => {
    const network: Network = {
      layers: [
        { weight: tensor([[1]]), bias: tensor([0]), activation: { kind: "identity" } },
        { weight: tensor([[3], [4]]), bias: tensor([0, 0]), activation: { kind: "identity" } },
      ],
    };
    const X = zeros([1000, 1]);
    const [{ energy }] = energies(network, X, "outputs", { count: 1, seed: 3 });
    expect(new Set(energy.data)).toEqual(new Set([49, 1]));
    // 24 · ±1 in each of 1000 samples: five standard errors.
    const mean = Float64Array.from(energy.data).reduce((sum, each) => sum + each, 0) / 1000;
    expect(Math.abs(mean - 25)).toBeLessThan((5 * 24) / Math.sqrt(1000));
  });

  it("have signs of their own in each chunk, and the same ones for the same samples", () => {
    const y = randomNormal([4, 8], seededRandom(1));
    const written = (first: number): number[] => {
      const f = zeros([4, 8]);
      directionsOf(y, metricFactors.outputs, probesFrom({ count: 1, seed: 1 }, first)).write(0, f);
      return [...f.data];
    };
    expect(written(0)).toEqual(written(0));
    expect(new Set([0, 1024, 2048, 3072].map((first) => written(first).join())).size).toBe(4);
  });
});
