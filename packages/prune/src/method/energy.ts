import {
  affineInput,
  affineLines,
  createTape,
  createWorkspace,
  sensitivities,
  shapeOf,
  source,
} from "@espalier/autodiff";
import type { Apply, Variable } from "@espalier/autodiff";
import { kernels, reference } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { forward } from "../network/network.ts";
import type { Network } from "../network/network.ts";

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
export const energies = (network: Network, X: Tensor): LayerEnergy[] =>
  energiesIn(reference.arena(), network, X);

/** {@link energies}, in an arena: they last until its release. */
export function energiesIn(arena: Arena, network: Network, X: Tensor): LayerEnergy[] {
  // What a sweep has computed is of no use to the next one, which takes its place: it is still in a near cache.
  const [forwards, backwards] = [createWorkspace(arena), createWorkspace(arena)];
  let { apply } = forwards;
  const follow = ((op, inputs) => apply(op, inputs)) as Apply; // of the same overloads
  // The batch is on a tape, so all that is computed from it is, and a tape answers with a variable.
  const output = forward(network, source(createTape(1, follow), X)) as Variable;
  const lines = affineLines(output);
  const layers = lines.map((line) => {
    const [N, I] = shapeOf(line);
    return { input: affineInput(line), energy: { shape: [N, I], data: arena.doubles(N * I) } };
  });
  const [, M] = shapeOf(output);
  ({ apply } = backwards);
  for (let m = 0; m < M; m++) {
    backwards.restart();
    for (const [k, g] of sensitivities(output, m, lines, arena).entries())
      kernels().addSquares(layers[k].energy.data, g.data);
  }
  return layers;
}
