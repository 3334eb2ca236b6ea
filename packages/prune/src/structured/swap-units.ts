import { ask, relevantOf } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import { weightCount } from "@espalier/network";
import type { Network } from "@espalier/network";
import { narrowed } from "@espalier/network/internal";
import { allColumns, inputsLeft, without } from "@espalier/structured/internal";
import type { Removable, Unit } from "@espalier/structured/internal";
import { divergenceOf } from "../search/swap.ts";
import type { Left, State } from "./options.ts";
import { everything, within } from "./solve-units.ts";
import type { UnitSolver } from "./solve-units.ts";
import { widened } from "./widened.ts";

/** A round takes back at most this share of the kept units. */
const SHARE = 0.1;

/**
 * A round of swaps: the removed units that promise most come back, all that is kept is solved, and the cheapest units go again. It is taken only if
 * other units are left after it, and the outputs are closer to those of the dense network, on the same new batch.
 *
 * @param remove removes units again, and solves the smaller network
 */
export function* swapped(
  { network: dense, units }: Removable,
  solver: UnitSolver,
  from: State,
  remove: (grown: State) => Asking<State>,
): Asking<State> {
  const { gone } = from.left;
  const own = yield* ask("samples", { count: solver.effort.scored });
  if (own === undefined || gone.size === 0) return from;
  const wide = widened(dense, from.left, own.inputs);
  const gains = yield* gainsOf(wide, units, solver);
  const best = [...gone].toSorted((a, b) => gains[b] - gains[a] || a - b);
  const still = new Set(best.slice(Math.ceil(SHARE * (units.length - gone.size))));
  const columns = without(
    allColumns(dense),
    [...still].map((at) => units[at]),
  );
  const grown = yield* solver.solve(narrowed(wide, columns), inputsLeft(dense, columns), "usual");
  const after = yield* remove({ ...from, left: { network: grown.network, gone: still, columns } });
  const divergence = (left: Left, batch: "fresh" | "same"): Asking<number> =>
    within(
      inputsLeft(dense, left.columns),
      divergenceOf(left.network, everything(left.network), solver, batch),
    );
  const [Q, next] = [yield* divergence(from.left, "fresh"), yield* divergence(after.left, "same")];
  const back = [...gone].filter((at) => !after.left.gone.has(at)).length;
  const isTaken = back > 0 && next < Q;
  const state = isTaken ? after : from;
  const weights = weightCount(dense);
  const removed = weights - weightCount(state.left.network);
  const report = {
    ...after.stages[after.stages.length - 1],
    ratio: removed / weights,
    removed,
    before: Q,
    after: isTaken ? next : Q,
    swapped: isTaken ? back : 0,
  };
  return { ...state, stages: [...from.stages, report] };
}

/**
 * What each unit promises if layers may read it again: to second order Q falls by Σ g² / 2h over the weights that would read it, where g is the
 * derivative of Q by such a weight and h the diagonal entry of the Gauss–Newton matrix. This is half of what it says, as only the order counts.
 *
 * @param wide the network with all units, those that are gone unread
 */
function* gainsOf(
  wide: Network,
  units: readonly Unit[],
  { metric, effort: { samples } }: UnitSolver,
): Asking<Float64Array> {
  const whole = relevantOf(wide, everything(wide), metric);
  const { start } = yield* ask("batch", {
    problem: {
      network: whole.network,
      columns: whole.units[0],
      masks: whole.masks,
      moves: ["weight"],
      metric,
      samples,
      block: 1,
    },
  });
  const { gradient } = yield* ask("gradient", { at: start });
  const diagonal = yield* ask("blocks", {});
  // The coordinates are the weights, layer by layer.
  let next = 0;
  const starts = wide.layers.map(({ weight }) => (next += weight.data.length) - weight.data.length);
  return Float64Array.from(units, ({ readers }) => {
    let gain = 0;
    for (const { k, j } of readers) {
      const [I, J] = wide.layers[k].weight.shape;
      for (let i = 0; i < I; i++) {
        const at = starts[k] + i * J + j;
        if (diagonal[at] > 0) gain += gradient[at] ** 2 / diagonal[at];
      }
    }
    return gain;
  });
}
