import type { Mask, Network } from "@espalier/network";
import { nodeParameters } from "@espalier/network/internal";
import type { Tensor } from "@espalier/tensor";
import type { Movable } from "./ask.ts";

/** The entries of a network's parameters that may change, as one vector: those of the first parameter, then those of the next. */
export interface Coordinates {
  /** For each parameter in the order of `parametersOf`, the numbers of its entries that may change, ascending. */
  readonly entries: readonly Uint32Array[];
  readonly size: number;
}

/** The coordinates of a masked network: a removed weight has none, nor have the parameters of nodes that are not layers. */
export function coordinatesOf(
  { layers, graph }: Network,
  masks: readonly Mask[],
  moves: readonly Movable[],
): Coordinates {
  const all = (what: Movable, length: number): Uint32Array =>
    Uint32Array.from({ length: moves.includes(what) ? length : 0 }, (_, at) => at);
  const entries = layers.flatMap(({ weight, bias, activation, tied }, k) => {
    const kept = all("weight", weight.data.length).filter((at) => masks[k][at] !== 0);
    return [
      ...(tied === undefined ? [kept] : []),
      all("bias", bias.data.length),
      ...(activation.kind === "prelu" ? [all("slope", activation.slope.data.length)] : []),
    ];
  });
  for (const node of graph?.nodes ?? [])
    for (const _ of nodeParameters(node)) entries.push(new Uint32Array());
  return { entries, size: entries.reduce((sum, { length }) => sum + length, 0) };
}

/** The vector of the current parameters. */
export function gather({ entries, size }: Coordinates, parameters: readonly Tensor[]): Float64Array {
  const vector = new Float64Array(size);
  addTo(vector, entries, parameters);
  return vector;
}

/** Adds some entries of each tensor to a vector; an undefined tensor counts as zeros. */
export function addTo(
  vector: Float64Array,
  entries: readonly Uint32Array[],
  tensors: readonly (Tensor | undefined)[],
): void {
  let at = 0;
  for (let k = 0; k < entries.length; k++) {
    const own = entries[k];
    const data = tensors[k]?.data;
    if (data !== undefined)
      for (let each = 0; each < own.length; each++) vector[at + each] += data[own[each]];
    at += own.length;
  }
}

/** Writes a vector to the entries; all others keep their values. @returns whether an entry has another value than before */
export function scatter(
  vector: Float64Array,
  entries: readonly Uint32Array[],
  tensors: readonly Tensor[],
): boolean {
  let isChanged = false;
  let at = 0;
  for (let k = 0; k < entries.length; k++) {
    const own = entries[k];
    const { data } = tensors[k];
    for (let each = 0; each < own.length; each++) {
      const value = vector[at++];
      isChanged ||= !Object.is(data[own[each]], value);
      data[own[each]] = value;
    }
  }
  return isChanged;
}
