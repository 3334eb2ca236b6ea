import type { Data } from "@espalier/tensor";
import type { NetworkFile, Precision } from "@espalier/files";
import { readNumbers, checkBytes } from "@espalier/files/bytes";
import { descriptionOf, KEYS } from "../state-dict/description.ts";
import { refuseTensor } from "../state-dict/parameter.ts";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { networkOf } from "../state-dict/read.ts";
import type { StateDictOptions } from "../state-dict/read.ts";
import { readHeader } from "./header.ts";
import type { Entry } from "./header.ts";

/** The information that a state dict lacks. Each may stand in the file's `__metadata__` instead, as a text with commas. */
export type ReadSafetensorsOptions = StateDictOptions;

const precisions: Readonly<Partial<Record<string, Precision>>> = {
  F64: "f64",
  F32: "f32",
  F16: "f16",
  BF16: "bf16",
};

/**
 * Reads a chain of Linear layers, with or without biases, and PReLUs between them, as PyTorch names them: nn.Sequential
 * (`0.weight`, `0.bias`, `2.weight` …) or any names that differ in numbers (`fc1.weight` …).
 *
 * Memory: the parameters, at most twice the bytes (f16 is read into f32), and what the header says.
 *
 * @throws FormatError naming the byte and the tensor or field; also for tensors of other modules, and where the order of the
 * layers or their activations are not to be known
 * @throws ValueError when an option is not valid
 */
export function readSafetensors(bytes: Uint8Array, options: ReadSafetensorsOptions = {}): NetworkFile {
  checkBytes("safetensors", bytes);
  const { entries, metadata } = readHeader(bytes);
  const file = networkOf(
    "readSafetensors",
    entries.map((entry) => tensorOf(bytes, entry)),
    options,
    descriptionOf(metadata),
  );
  const rest = [...metadata].filter(([key]) => !KEYS.some((known) => known === key));
  return rest.length === 0 ? file : { ...file, metadata: Object.fromEntries(rest) };
}

function tensorOf(bytes: Uint8Array, { name, dtype, shape, begin, end }: Entry): NamedTensor {
  const precision = precisions[dtype];
  const place = `byte ${begin}, ${name}`;
  if (precision === undefined)
    return {
      name,
      shape,
      dtype,
      place,
      read: () => refuseTensor({ place, shape, dtype }, "F64, F32, F16 or BF16"),
    };
  const read = (): Data => readNumbers(name, bytes.subarray(begin, end), begin, precision);
  return { name, shape, dtype, precision, place, read };
}
