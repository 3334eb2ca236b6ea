import { FormatError, showShape } from "@espalier/tensor";
import type { Entry } from "./header.ts";

/** The tensors of one nn.Linear: weight [i, j] and perhaps bias [i]. */
export interface Linear {
  /** What their names have before the last point; empty where they have none. */
  readonly name: string;
  readonly weight: Entry;
  readonly bias: Entry | undefined;
}

/** The one tensor of an nn.PReLU: its slopes, [1] or [i]. */
export interface PRelu {
  readonly name: string;
  readonly slope: Entry;
}

export interface Modules {
  readonly linears: readonly Linear[];
  readonly prelus: readonly PRelu[];
}

/**
 * The modules that a state dict is of, by the names and shapes of its tensors.
 *
 * @throws FormatError naming a tensor that belongs to no fully-connected layer
 */
export function modulesOf(entries: readonly Entry[]): Modules {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const linears: Linear[] = [];
  const prelus: PRelu[] = [];
  const alone = new Set(entries.filter(({ name }) => lastOf(name) === "bias"));
  for (const entry of entries) {
    if (lastOf(entry.name) === "bias") continue;
    if (lastOf(entry.name) !== "weight") refuseTensor(entry, "a name that ends in weight or bias");
    const name = stemOf(entry.name);
    const bias = byName.get(name === "" ? "bias" : `${name}.bias`);
    const { shape } = entry;
    if (shape.includes(0)) refuseTensor(entry, "a weight that is not empty");
    if (shape.length === 2) linears.push({ name, weight: entry, bias });
    else if (shape.length === 1 && bias === undefined) prelus.push({ name, slope: entry });
    else
      refuseTensor(
        entry,
        "the weight [i, j] of a Linear, or the slopes [1] or [i] of a PReLU, which has no bias",
      );
    if (bias === undefined) continue;
    if (bias.shape.length !== 1 || bias.shape[0] !== shape[0])
      refuseTensor(bias, `a bias [${shape[0]}], as ${entry.name} has neurons`);
    alone.delete(bias);
  }
  for (const bias of alone) refuseTensor(bias, "a weight with it");
  return { linears, prelus };
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const stemOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf(".")));

/** @throws FormatError always, naming the tensor and where its bytes are */
export function refuseTensor({ name, dtype, shape, begin }: Entry, expected: string): never {
  throw new FormatError(`byte ${begin}, ${name}`, expected, `${dtype} ${showShape(shape)}`);
}
