import {
  affineInput,
  affineLines,
  createTape,
  createWorkspace,
  primal,
  reverseSweep,
  shapeOf,
  source,
} from "@espalier/autodiff";
import type { Apply, Value, Variable } from "@espalier/autodiff";
import { forward } from "@espalier/network";
import type { Network, MetricName } from "@espalier/network";
import { dtypeOf, kernels, zerosIn } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { factorsIn } from "@espalier/network/internal";
import { directionsOf } from "./directions.ts";
import type { Directions, Probes } from "./directions.ts";
import type { LayerEnergy } from "./energy.ts";
import { scaled } from "./scales.ts";
import type { Scales } from "./layer-scale.ts";

/**
 * `energies` in an arena, with the same bits; the results are valid until its release. All sweeps compute the same along the tape, each from its own
 * direction: the first one is recorded, and the others replay it. Each overwrites the results of the one before, which are still in a near cache.
 */
export const energiesInArena = (
  arena: Arena,
  network: Network,
  X: Tensor,
  metric: MetricName = "outputs",
  probes?: Probes,
  scales?: Scales,
): LayerEnergy[] =>
  energiesAlong(
    arena,
    (x) => forward(network, x),
    X,
    (y) => directionsOf(y, factorsIn(network, metric), probes),
    scales,
  );

/** {@link energiesInArena} of the layers of any function of a batch, along directions of its outputs. */
export function energiesAlong(
  arena: Arena,
  through: (X: Value) => Value,
  X: Tensor,
  directionsAt: (y: Tensor) => Directions,
  scales?: Scales,
): LayerEnergy[] {
  const [forwards, backwards] = [createWorkspace(arena), createWorkspace(arena)];
  let { apply } = forwards;
  const follow = ((op, inputs) => apply(op, inputs)) as Apply; // of the same overloads
  const output = through(source(createTape(1, follow), X)) as Variable; // as the batch is on a tape
  const signals = affineLines(output);
  const layers = signals.map((s, k) => {
    const [N, I] = shapeOf(s);
    return {
      input: scaled(affineInput(s), scales?.layers[k].input),
      energy: { shape: [N, I], data: arena.doubles(N * I) },
    };
  });
  const [N, M] = shapeOf(output);
  const f = zerosIn(arena, [N, M], dtypeOf(primal(output)));
  const directions = directionsAt(primal(output));
  ({ apply } = backwards);
  let sweep: readonly (Value | undefined)[] = [];
  for (let k = 0; k < directions.count; k++) {
    directions.write(k, f);
    if (k === 0) sweep = reverseSweep(output, f, signals);
    else backwards.replay();
    for (const [layer, { energy }] of layers.entries()) {
      const g = sweep[layer];
      if (g === undefined) {
        if (k === 0) energy.data.fill(0);
        continue;
      }
      const { data } = scaled(primal(g), scales?.layers[layer].sensitivity);
      if (k === 0) kernels().squares(energy.data, data);
      else kernels().addSquares(energy.data, data);
    }
  }
  return layers;
}
