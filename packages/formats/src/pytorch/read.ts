import { FormatError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { NetworkFile } from "@espalier/files";
import { networkOf } from "../state-dict/read.ts";
import type { StateDictOptions } from "../state-dict/read.ts";
import { networkOfModule } from "./modules.ts";
import { isModule, stateOf } from "./state.ts";
import { readSaved } from "./storages.ts";

/** The information that a state_dict lacks. A module that is saved whole has all of it. */
export type ReadPytorchOptions = StateDictOptions;

/**
 * Reads a chain of layers from what torch.save wrote (`.pt`, `.pth`): a state_dict, a checkpoint with one in it, or a module of PyTorch's own
 * classes, whose activations are known. Both forms of the file are read: the zip archive, and the pickles of PyTorch before 1.6.
 *
 * A pickle is a program; nothing in it is executed. Opcodes and names that tensors and modules do not need are refused.
 *
 * Memory: the parameters, and values in proportion to the bytes of the pickle.
 *
 * @throws FormatError naming the byte, and the tensor, module or global
 * @throws ValueError when an option is not valid
 */
export function readPytorch(bytes: Uint8Array, options: ReadPytorchOptions = {}): NetworkFile {
  const saved = readSaved(bytes);
  if (isModule(saved.value)) return networkOfModule(saved);
  return networkOf("readPytorch", stateOf(saved, options.prefix), options, {
    activations: undefined,
    order: undefined,
    head: undefined,
  });
}

/**
 * The tensors of floats of a state_dict, or of a checkpoint with one in it, by their names: for those that are not a chain of layers as they are.
 *
 * @throws FormatError naming the byte, and the tensor or global
 */
export function readPytorchTensors(bytes: Uint8Array): ReadonlyMap<string, Tensor> {
  const saved = readSaved(bytes);
  if (isModule(saved.value)) throw new FormatError("pytorch", "a state_dict", "a module");
  const tensors = stateOf(saved).filter(({ precision }) => precision !== undefined);
  return new Map(tensors.map(({ name, shape, read }) => [name, { shape, data: read() }]));
}
