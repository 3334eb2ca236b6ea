import { FormatError } from "@espalier/tensor";
import { show } from "../read-json.ts";
import type { Linear, Modules, PRelu } from "./modules.ts";
import { refuseTensor } from "./modules.ts";
import { familyOf, naturally } from "./natural-order.ts";

/** A layer without its activation, and the PReLU that follows it, if there is one. */
export interface Step {
  readonly linear: Linear;
  readonly prelu: PRelu | undefined;
}

/**
 * The layers in the order in which they are applied: that of the numbers in their names, or the one that is given.
 *
 * @param order the names of the Linears, without `.weight`, where numbers do not tell
 * @throws FormatError naming the tensors whose order is not to be known, or that do not fit each other
 */
export function stepsOf({ linears, prelus }: Modules, order: readonly string[] | undefined): Step[] {
  if (linears.length === 0) throw new FormatError("safetensors", "the weight [i, j] of a Linear", "none");
  const sorted = order === undefined ? byNumber(linears) : asGiven(linears, order);
  for (const [k, { weight }] of sorted.entries())
    if (k > 0 && weight.shape[1] !== sorted[k - 1].weight.shape[0])
      refuseTensor(
        weight,
        `${sorted[k - 1].weight.shape[0]} columns, the neurons of ${sorted[k - 1].weight.name} before it`,
      );
  const owners = ownersOf(sorted, prelus);
  return sorted.map((linear, k) => {
    const prelu = owners.get(k);
    const neurons = linear.weight.shape[0];
    if (prelu !== undefined && prelu.slope.shape[0] !== 1 && prelu.slope.shape[0] !== neurons)
      refuseTensor(prelu.slope, `slopes [1] or [${neurons}], as ${linear.weight.name} has neurons`);
    return { linear, prelu };
  });
}

function byNumber(linears: readonly Linear[]): Linear[] {
  const sorted = linears.toSorted((a, b) => naturally(a.name, b.name));
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
  const sorted = prelus.toSorted((a, b) => naturally(a.name, b.name));
  const owners = new Map<number, PRelu>();
  const families = new Set([...linears, ...sorted].map(({ name }) => familyOf(name)));
  let before = 0; // so many layers have smaller numbers
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
