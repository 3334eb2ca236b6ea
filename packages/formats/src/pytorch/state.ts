import { FormatError } from "@espalier/tensor";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { isKind, keyText } from "./pickle-values.ts";
import type { PickleDict, PickleValue } from "./pickle-values.ts";
import type { Saved } from "./storages.ts";
import { tensorObject, tensorOf } from "./tensors.ts";

/**
 * The tensors of a state_dict: the value itself, or the only dictionary of tensors in it, as checkpoints have it beside the state of an
 * optimiser.
 *
 * @param prefix what the wanted names begin with: with one, all dictionaries of tensors are read, and the names begin with their keys
 * @throws FormatError when there is no network, or several without a prefix
 */
export function stateOf(saved: Saved, prefix?: string): readonly NamedTensor[] {
  const { value } = saved;
  if (!isKind(value, "dict")) throw new FormatError("pytorch", "a state_dict", "another value");
  if (isState(value)) return tensorsIn(saved, value);
  const inner = value.entries.filter(([, each]) => isKind(each, "dict") && isState(each));
  const [only] = inner;
  if (prefix !== undefined)
    return inner.flatMap(([key, each]) => tensorsIn(saved, each as PickleDict, `${keyText(key)}.`)); // as it was chosen
  if (inner.length !== 1)
    throw new FormatError(
      "pytorch",
      "a state_dict, or a dictionary with one in it",
      inner.length === 0
        ? `the keys ${keysOf(value)}`
        : `several: ${inner.map(([key]) => keyText(key).slice(0, 40)).join(", ")} (the option prefix chooses one, such as "${keyText(only[0]).slice(0, 40)}.")`,
    );
  return tensorsIn(saved, only[1] as PickleDict); // as it was chosen
}

/** Whether the values are tensors, at least one. */
const isState = ({ entries }: PickleDict): boolean =>
  entries.length > 0 &&
  entries.every(([key, each]) => typeof key === "string" && tensorObject(each) !== undefined);

const keysOf = ({ entries }: PickleDict): string =>
  entries
    .map(([key]) => keyText(key).slice(0, 40))
    .slice(0, 8)
    .join(", ") || "none";

/** @param before what its names begin with */
function tensorsIn(saved: Saved, { entries }: PickleDict, before = ""): NamedTensor[] {
  const found = new Map<string, NamedTensor>();
  for (const [key, value] of entries) {
    const object = tensorObject(value);
    const name = `${before}${keyText(key)}`;
    if (object !== undefined) found.set(name, tensorOf(saved, name, object));
  }
  return [...found.values()];
}

/** Whether a value is a module: an object of one of PyTorch's classes. */
export const isModule = (value: PickleValue): boolean =>
  isKind(value, "object") && value.type.startsWith("torch.nn.modules.");
