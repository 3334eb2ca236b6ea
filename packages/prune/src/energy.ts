import { affineInput, affineLines, createTape, sensitivities, shapeOf, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { forward } from "./network.ts";
import type { Network } from "./network.ts";

/** What a layer receives, and how strongly the outputs feel its signals. */
export interface LayerEnergy {
  /** X [n, j] */
  readonly input: Tensor;
  /** G [n, i], always f64: a square of f32 may be too large for f32, or too small */
  readonly energy: Tensor;
}

/**
 * The energies of a batch, G_ni = Σ_m (∂NN_m/∂s_ni)², layer by layer: one forward pass and M reverse sweeps.
 *
 * G_i is Σ_m (∂_b NN_m)² of arXiv:2602.20467v1 (7), since a bias enters its signal with slope 1.
 *
 * @param X [n, d_0]
 */
export function energies(network: Network, X: Tensor): LayerEnergy[] {
  // The batch is on a tape, so all that is computed from it is, and a tape answers with a variable.
  const output = forward(network, source(createTape(), X)) as Variable;
  const lines = affineLines(output);
  const layers = lines.map((line): LayerEnergy => ({
    input: affineInput(line),
    energy: zeros(shapeOf(line)),
  }));
  const [, M] = shapeOf(output);
  for (let m = 0; m < M; m++)
    for (const [k, g] of sensitivities(output, m, lines).entries()) {
      const G = layers[k].energy.data;
      for (let ni = 0; ni < G.length; ni++) G[ni] += g.data[ni] ** 2;
    }
  return layers;
}
