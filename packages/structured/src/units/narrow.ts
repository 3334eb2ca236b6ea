import { graphOf } from "@espalier/network";
import type { Mask, Network } from "@espalier/network";
import { show, widthsOf } from "@espalier/network/internal";
import { allocate, dtypeOf, matchAxes, ShapeError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Unit } from "./groups.ts";

/** For each layer, the numbers of its inputs that are left, ascending: in a chain those of the network, then the neurons of layer 0, 1 … */
export type KeptUnits = readonly (readonly number[])[];

/** For each value of a network, by its name, the columns that are left, ascending. */
export type KeptColumns = ReadonlyMap<string, readonly number[]>;

/** All columns of a network. */
export const allColumns = (network: Network): KeptColumns =>
  new Map(Array.from(widthsOf(network), ([name, width]) => [name, upTo(width)]));

/** 0, 1 … n − 1 */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

/** The columns that are left without some units. */
export function without(columns: KeptColumns, units: readonly Unit[]): KeptColumns {
  const left = new Map(columns);
  const gone = new Map<string, Set<number>>();
  for (const unit of units)
    for (const [name, own] of unit.columns) {
      const all = gone.get(name) ?? new Set();
      for (const j of own) all.add(j);
      gone.set(name, all);
    }
  for (const [name, all] of gone)
    left.set(
      name,
      (columns.get(name) ?? []).filter((j) => !all.has(j)),
    );
  return left;
}

/** The columns that are left of those that were there before, by their places among these. */
export const placesAmong = (before: KeptColumns, after: KeptColumns): KeptColumns =>
  new Map(
    Array.from(before, ([name, columns]) => {
      const stays = new Set(after.get(name));
      return [name, [...columns.keys()].filter((at) => stays.has(columns[at]))];
    }),
  );

/**
 * Some columns of a matrix [n, j], in the order of their numbers, copied: such as the inputs that a smaller network takes.
 *
 * @throws ShapeError when it is not a matrix, or has no such column
 */
export const takeColumns = (matrix: Tensor, columns: readonly number[]): Tensor => {
  const { N, J } = matchAxes("takeColumns", { matrix: [matrix, "NJ"] });
  for (const j of columns)
    if (!(Number.isInteger(j) && j >= 0 && j < J))
      throw new ShapeError("takeColumns", `columns from 0 to ${J - 1}`, show(j));
  const { data } = matrix;
  const result = allocate(N * columns.length, dtypeOf(matrix));
  for (let n = 0; n < N; n++)
    for (const [to, j] of columns.entries()) result[n * columns.length + to] = data[n * J + j];
  return { shape: [N, columns.length], data: result };
};

/** The columns of the samples that a smaller network takes: those of its inputs, side by side. */
export function inputsLeft(network: Network, columns: KeptColumns): number[] {
  let start = 0;
  return graphOf(network).inputs.flatMap(({ name, width }) => {
    start += width;
    return (columns.get(name) ?? []).map((j) => start - width + j);
  });
}

/** For each layer, the columns that are left of what it reads. */
export const unitsLeft = (network: Network, columns: KeptColumns): KeptUnits =>
  graphOf(network).nodes.flatMap(({ op, from }) => (op === "layer" ? [columns.get(from[0]) ?? []] : []));

/** For each layer of the original network, which weights are left. */
export const masksOfColumns = (network: Network, columns: KeptColumns): Mask[] =>
  graphOf(network).nodes.flatMap((node) => {
    if (node.op !== "layer") return [];
    const { shape } = network.layers[node.layer].weight;
    const mask = new Uint8Array(shape[0] * shape[1]);
    for (const i of columns.get(node.name) ?? [])
      for (const j of columns.get(node.from[0]) ?? []) mask[i * shape[1] + j] = 1;
    return [mask];
  });
