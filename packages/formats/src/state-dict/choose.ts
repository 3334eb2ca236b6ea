import { FormatError } from "@espalier/tensor";
import { show } from "@espalier/files/json-values";
import type { NamedTensor } from "./named-tensor.ts";

/** Which tensors of a state dict are the network's. */
interface Choice {
  readonly prefix?: string;
  readonly skip?: readonly string[];
}

/**
 * The tensors that the options ask for.
 *
 * @throws FormatError when there are no tensors, or no tensor has a name that is to be left out
 */
export function chosenTensors(
  tensors: readonly NamedTensor[],
  { prefix = "", skip = [] }: Choice,
): readonly NamedTensor[] {
  const within = tensors.filter(({ name }) => name.startsWith(prefix));
  if (within.length === 0 && tensors.length > 0)
    throw new FormatError(
      "prefix",
      "what names of tensors begin with",
      `${show(prefix)}, of ${namesOf(tensors)}`,
    );
  for (const name of skip)
    if (!within.some((tensor) => tensor.name === name))
      throw new FormatError("skip", "names of tensors", `${show(name)}, of ${namesOf(within)}`);
  return within.filter(({ name }) => !skip.includes(name));
}

/** What to say of the others. */
export const leftOut = (all: readonly NamedTensor[], chosen: readonly NamedTensor[]): readonly string[] =>
  all.length === chosen.length
    ? []
    : [`left out: ${namesOf(all.filter((tensor) => !chosen.includes(tensor)))}`];

const namesOf = (tensors: readonly NamedTensor[]): string => {
  const names = tensors.slice(0, 8).map(({ name }) => name.slice(0, 60));
  return tensors.length > 8 ? `${names.join(", ")} and ${tensors.length - 8} more` : names.join(", ");
};
