import { graphOf } from "@espalier/network";
import type { Network } from "@espalier/network";
import { show } from "@espalier/network/internal";
import { removalCount } from "@espalier/scores";
import { checkRatio } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { Unit } from "./groups.ts";
import { allColumns, without } from "./narrow.ts";
import type { KeptColumns } from "./narrow.ts";

/** How much is removed: a number of units, or a fraction of the weights of the network. */
export type UnitTarget = { readonly count: number } | { readonly ratio: number };

/** What can be removed from a network. */
export interface Removable {
  readonly granularity: "neuron" | "input";
  readonly network: Network;
  readonly units: readonly Unit[];
}

/**
 * A target from the options.
 *
 * @throws ValueError when it is not a number in range, or more than the network can lose: every value keeps a column
 */
export function targetOf(
  who: string,
  { granularity, network, units }: Removable,
  { ratio, count }: { readonly ratio?: number | undefined; readonly count?: number | undefined },
): UnitTarget {
  if ((ratio === undefined) === (count === undefined))
    throw new ValueError(
      who,
      `a ratio of the weights or a count of ${granularity}s`,
      ratio === undefined ? "neither" : "both",
    );
  const most = mostOf({ granularity, network, units });
  if (count !== undefined) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new ValueError(who, `a whole number of ${granularity}s ≥ 0`, show(count));
    if (count > most.length)
      throw new ValueError(
        who,
        `at most ${most.length} of ${units.length} ${granularity}s to remove, so that no layer is left empty`,
        String(count),
      );
    return { count };
  }
  checkRatio(who, ratio === undefined ? 0 : ratio);
  const weights = weightsLeft(network, allColumns(network));
  const least = weightsLeft(
    network,
    without(
      allColumns(network),
      most.map((at) => units[at]),
    ),
  );
  if (removalCount(weights, ratio ?? 0) > weights - least)
    throw new ValueError(
      who,
      `a ratio up to ${(weights - least) / weights}, which the granularity ${granularity} can reach with a unit in each layer`,
      show(ratio),
    );
  return { ratio: ratio ?? 0 };
}

/** The numbers of units that can go together, as many as there are: those of many columns last, since a value that keeps one keeps all of these. */
export function mostOf({ network, units }: Removable): number[] {
  const span = ({ columns }: Unit): number => columns.size;
  const order = [...units.keys()].toSorted((a, b) => span(units[a]) - span(units[b]) || a - b);
  return taken(units, order, allColumns(network), () => false);
}

/**
 * The units to remove: those of lowest importance over all layers together, ties by layer and unit. A value keeps its last column. With a
 * ratio, units go one by one until at least round(ρ N_W) weights are gone.
 *
 * @param scores of all units
 * @param gone the numbers of the units that are gone already
 * @returns the numbers of further units, ascending; fewer than the target asks for if no more can go in this order
 */
export function chooseUnits(
  { network, units }: Removable,
  scores: ArrayLike<number>,
  gone: ReadonlySet<number>,
  target: UnitTarget,
): number[] {
  const before = without(
    allColumns(network),
    [...gone].map((at) => units[at]),
  );
  const order = [...units.keys()]
    .filter((at) => !gone.has(at))
    .toSorted((a, b) => scores[a] - scores[b] || a - b);
  const weights = weightsLeft(network, allColumns(network));
  const isReached = (columns: KeptColumns, count: number): boolean =>
    "count" in target
      ? gone.size + count >= target.count
      : weights - weightsLeft(network, columns) >= removalCount(weights, target.ratio);
  return taken(units, order, before, isReached).toSorted((a, b) => a - b);
}

/** The units that go in some order, until a goal is reached. */
function taken(
  units: readonly Unit[],
  order: readonly number[],
  before: KeptColumns,
  isReached: (columns: KeptColumns, count: number) => boolean,
): number[] {
  const chosen: number[] = [];
  let columns = before;
  for (const at of order) {
    if (isReached(columns, chosen.length)) return chosen;
    if (Array.from(units[at].columns).some(([name, own]) => columns.get(name)?.length === own.length))
      continue;
    columns = without(columns, [units[at]]);
    chosen.push(at);
  }
  return chosen;
}

/** The number of weights that the removal of each unit alone frees, from a network with some columns; 1 for a unit that frees none. */
export function weightsFreed({ network, units }: Removable, columns: KeptColumns): Float64Array {
  const now = weightsLeft(network, columns);
  return Float64Array.from(units, (unit) =>
    Math.max(1, now - weightsLeft(network, without(columns, [unit]))),
  );
}

/** N_W of a network with some of its columns. */
export const weightsLeft = (network: Network, columns: KeptColumns): number =>
  graphOf(network).nodes.reduce(
    (sum, node) =>
      node.op === "layer" && network.layers[node.layer].tied === undefined
        ? sum + (columns.get(node.name)?.length ?? 0) * (columns.get(node.from[0])?.length ?? 0)
        : sum,
    0,
  );
