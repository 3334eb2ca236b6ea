import { FormatError } from "@espalier/tensor";
import type { ActivationText } from "@espalier/network";
import { show } from "@espalier/files/json-values";
import type { BatchNorm, Linear, Modules, PRelu } from "./modules.ts";
import { refuseTensor } from "./parameter.ts";
import { familyOf, inNaturalOrder, naturally } from "./natural-order.ts";

/** A layer without its activation, and the PReLU that follows it, if there is one. */
export interface Step {
  readonly linear: Linear;
  readonly prelu: PRelu | undefined;
  /** In front of the layer: of the inputs, or of what an activation gives. */
  readonly before: BatchNorm | undefined;
  /** Between the layer and its activation. */
  readonly behind: BatchNorm | undefined;
}

/**
 * The layers in the order in which they are applied: that of the numbers in their names, or the one that is given.
 *
 * @param order the names of the Linears, without `.weight`, where numbers do not give the order
 * @param isChain whether the file says that its layers follow each other
 * @param activations one a layer, or one for all but the last, where they are known
 * @throws FormatError naming the tensors whose order is not to be known, or that do not fit each other
 */
export function stepsOf(
  { linears, prelus, norms }: Modules,
  order: readonly string[] | undefined,
  isChain = false,
  activations: readonly ActivationText[] = [],
): Step[] {
  if (linears.length === 0) throw new FormatError("state dict", "the weight [i, j] of a Linear", "none");
  const sorted = order === undefined ? byNumber(linears) : asGiven(linears, order);
  if (order === undefined && !isChain) checkChain(sorted);
  for (const [k, { weight }] of sorted.entries())
    if (k > 0 && weight.shape[1] !== sorted[k - 1].weight.shape[0])
      refuseTensor(
        weight,
        `${sorted[k - 1].weight.shape[0]} columns, the neurons of ${sorted[k - 1].weight.name} before it`,
      );
  const owners = ownersOf(sorted, prelus);
  const { before, behind } = placesOf(sorted, norms, owners, activations);
  return sorted.map((linear, k) => {
    const prelu = owners.get(k);
    const neurons = linear.weight.shape[0];
    if (prelu !== undefined && prelu.slope.shape[0] !== 1 && prelu.slope.shape[0] !== neurons)
      refuseTensor(prelu.slope, `slopes [1] or [${neurons}], as ${linear.weight.name} has neurons`);
    return { linear, prelu, before: before.get(k), behind: behind.get(k) };
  });
}

/**
 * Square matrices of one size fit each other in any order, and side by side as well: an ensemble `members.0`, `members.1` … looks like
 * that. Numbers with gaps have activations between them, as nn.Sequential has.
 */
function checkChain(sorted: readonly Linear[]): void {
  const [{ weight }] = sorted;
  const isSame = sorted.every(
    ({ weight: { shape } }) => shape[0] === weight.shape[0] && shape[1] === weight.shape[0],
  );
  const numbers = sorted.map(({ name }) => /(?:^|\.)([0-9]+)$/.exec(name)?.[1]);
  const isRow = numbers.every(
    (each, k) => each !== undefined && (k === 0 || Number(each) === Number(numbers[k - 1]) + 1),
  );
  if (isSame && isRow && sorted.length > 1)
    refuseTensor(
      sorted[1].weight,
      `the option order, as nothing tells whether ${weight.name} and the others follow each other or stand side by side`,
    );
}

function byNumber(linears: readonly Linear[]): Linear[] {
  const sorted = inNaturalOrder(linears, ({ name }) => name);
  for (const [k, { name, weight }] of sorted.entries())
    if (k > 0 && (familyOf(name) !== familyOf(sorted[0].name) || naturally(sorted[k - 1].name, name) === 0))
      refuseTensor(
        weight,
        `a name that differs from ${sorted[k - 1].weight.name} in a number, to know which is first (or the option order)`,
      );
  return sorted;
}

function asGiven(linears: readonly Linear[], order: readonly string[]): Linear[] {
  const left = new Map(linears.map((linear) => [linear.name, linear]));
  const sorted = order.map((name) => {
    const found = left.get(name);
    if (found === undefined) throw new FormatError("order", "names of Linears, each once", show(name));
    left.delete(name);
    return found;
  });
  for (const { weight } of left.values()) refuseTensor(weight, "to have a place in the order");
  return sorted;
}

/**
 * Which layer each PReLU follows. Where all are numbered in one row, as in nn.Sequential, the one before it; else one
 * PReLU follows each layer, or each but the last.
 */
function ownersOf(linears: readonly Linear[], prelus: readonly PRelu[]): ReadonlyMap<number, PRelu> {
  const sorted = inNaturalOrder(prelus, ({ name }) => name);
  const owners = new Map<number, PRelu>();
  const families = new Set([...linears, ...sorted].map(({ name }) => familyOf(name)));
  let before = 0; // the number of layers whose names come first
  for (const [index, prelu] of sorted.entries()) {
    while (before < linears.length && naturally(linears[before].name, prelu.name) < 0) before++;
    const k = families.size === 1 ? before - 1 : index;
    if (families.size > 1 && sorted.length !== linears.length && sorted.length !== linears.length - 1)
      refuseTensor(
        prelu.slope,
        `slopes for each of ${linears.length} layers, or each but the last, or names numbered in one row`,
      );
    if (k < 0) refuseTensor(prelu.slope, "a Linear before it");
    if (owners.has(k)) refuseTensor(prelu.slope, `one PReLU behind ${linears[k].weight.name}`);
    owners.set(k, prelu);
  }
  return owners;
}

/**
 * Where each BatchNorm is: behind a layer or in front of the next one. Numbers in one row tell, as in nn.Sequential, where an activation
 * without tensors has room on one side of it only, or a PReLU is on one side. Without an activation both places are the same.
 */
function placesOf(
  linears: readonly Linear[],
  norms: readonly BatchNorm[],
  prelus: ReadonlyMap<number, PRelu>,
  activations: readonly ActivationText[],
): { readonly before: ReadonlyMap<number, BatchNorm>; readonly behind: ReadonlyMap<number, BatchNorm> } {
  const [before, behind] = [new Map<number, BatchNorm>(), new Map<number, BatchNorm>()];
  const families = new Set([...linears, ...norms].map(({ name }) => familyOf(name)));
  const taken = new Set([...linears, ...norms, ...prelus.values()].map(({ name }) => name));
  const last = linears.length - 1;
  for (const norm of norms) {
    const k = linears.findLastIndex(({ name }) => naturally(name, norm.name) < 0);
    const prelu = prelus.get(k);
    const isLinear =
      (activations.length === 1 && last > 0
        ? k === last || activations[0].kind === "identity"
        : activations[k]?.kind === "identity") && prelu === undefined;
    const isInRow = numberIn(norm.name) !== undefined && families.size === 1;
    const isBehind = !isInRow
      ? undefined
      : k < 0
        ? false
        : prelu !== undefined && familyOf(prelu.name) === familyOf(norm.name)
          ? naturally(norm.name, prelu.name) < 0
          : k === last || isLinear
            ? numberIn(linears[k].name) === Number(numberIn(norm.name)) - 1
            : sideOf(linears[k].name, norm.name, linears[k + 1].name, taken);
    if (isBehind === undefined)
      refuseTensor(
        norm.mean,
        "a BatchNorm numbered in one row with the layers, to know whether it is before or behind an activation (a module saved whole, or ONNX, says so)",
      );
    const place = isBehind ? k : k + 1;
    const neighbour = linears[place] ?? refuseTensor(norm.mean, "a layer beside it");
    const width = neighbour.weight.shape[isBehind ? 0 : 1];
    if (norm.mean.shape[0] !== width) refuseTensor(norm.mean, `[${width}], as ${neighbour.weight.name} has`);
    const map = isBehind ? behind : before;
    if (map.has(place)) refuseTensor(norm.mean, `one BatchNorm beside ${neighbour.weight.name}`);
    map.set(place, norm);
  }
  return { before, behind };
}

/** Whether an activation has room only behind the BatchNorm (true) or only in front of it (false), or undefined. */
function sideOf(layer: string, norm: string, next: string, taken: ReadonlySet<string>): boolean | undefined {
  const [room, after] = [hasRoom(layer, norm, taken), hasRoom(norm, next, taken)];
  return room === after ? undefined : after;
}

/** Whether a module without tensors may stand between two: a number between theirs is free, or their numbers are in two rows. */
function hasRoom(first: string, second: string, taken: ReadonlySet<string>): boolean {
  const [row, from, rest] = splitAtNumber(first);
  const [otherRow, to] = splitAtNumber(second);
  if (row !== otherRow) return true;
  for (let number = from + 1; number < to; number++) if (!taken.has(`${row}${number}${rest}`)) return true;
  return false;
}

/** A name around its last number. */
function splitAtNumber(name: string): [row: string, at: number, rest: string] {
  const found = /^(.*?)([0-9]{1,15})([^0-9]*)$/.exec(name);
  return [found?.[1] ?? "", Number(found?.[2]), found?.[3] ?? ""];
}

/** The last number in a name. */
const numberIn = (name: string): number | undefined => {
  const digits = /([0-9]{1,15})[^0-9]*$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
