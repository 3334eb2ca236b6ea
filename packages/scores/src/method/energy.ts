import { affineInput, affineLines, primal, reverseSweep, shapeOf } from "@espalier/autodiff";
import type { Network, MetricName } from "@espalier/network";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { factorsIn } from "@espalier/network/internal";
import { directionsOf } from "./directions.ts";
import type { Probes } from "./directions.ts";
import { outputsOnTape } from "./on-tape.ts";
import { scaled } from "./scales.ts";
import type { Scales } from "./layer-scale.ts";

/** The inputs of a layer, and how strongly the outputs depend on its signals. */
export interface LayerEnergy {
  /** X [n, j] */
  readonly input: Tensor;
  /** G [n, i], always f64: a square of f32 may be too large for f32, or too small */
  readonly energy: Tensor;
}

/**
 * The energies of a batch, layer by layer: one forward pass and M reverse sweeps.
 *
 *     G_ni = Σ_m (∂NN_m/∂s_ni)²
 *
 * G_i is Σ_m (∂_b NN_m)² of arXiv:2602.20467v1 (7), since a bias enters its signal with slope 1. In another metric F = Σ_m f_m f_mᵀ of
 * the outputs it is g_iᵀ F g_i = Σ_m (f_mᵀ g_i)²: sweeps that start from f_m in place of e_m. With probes, K sweeps start from random
 * sums of them, and the energies are unbiased, see `directionsOf`. This is the definition.
 * Scores use `energiesInArena`, which computes the same bits.
 *
 * @param X [n, d_0]
 * @param metric of the outputs
 * @param probes fewer sweeps than outputs; all by default
 * @param scales of each layer, which its inputs and energies are multiplied by; 1 by default
 * @throws ShapeError, ValueError as `forward`
 */
export function energies(
  network: Network,
  X: Tensor,
  metric: MetricName = "outputs",
  probes?: Probes,
  scales?: Scales,
): LayerEnergy[] {
  const output = outputsOnTape(network, X);
  const signals = affineLines(output);
  const layers = signals.map((s, k) => ({
    input: scaled(affineInput(s), scales?.layers[k].input),
    energy: zeros(shapeOf(s)),
  }));
  const directions = directionsOf(primal(output), factorsIn(network, metric), probes);
  for (let k = 0; k < directions.count; k++) {
    const f = zeros(shapeOf(output), dtypeOf(primal(output)));
    directions.write(k, f);
    for (const [layer, g] of reverseSweep(output, f, signals).entries())
      if (g !== undefined)
        scaled(primal(g), scales?.layers[layer].sensitivity).data.forEach(
          (g_ni, ni) => (layers[layer].energy.data[ni] += g_ni * g_ni),
        );
  }
  return layers;
}
