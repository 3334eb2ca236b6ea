import type { Precision } from "@espalier/files";

/** What a storage holds: floats in a precision, or numbers that no parameter has; and the bytes of each. */
export interface StorageType {
  readonly bytes: number;
  readonly precision?: Precision;
}

// prettier-ignore
const storages: Readonly<Record<string, StorageType>> = {
  FloatStorage:    { bytes: 4, precision: "f32" },
  DoubleStorage:   { bytes: 8, precision: "f64" },
  HalfStorage:     { bytes: 2, precision: "f16" },
  BFloat16Storage: { bytes: 2, precision: "bf16" },
  LongStorage:     { bytes: 8 },
  IntStorage:      { bytes: 4 },
  ShortStorage:    { bytes: 2 },
  CharStorage:     { bytes: 1 },
  ByteStorage:     { bytes: 1 },
  BoolStorage:     { bytes: 1 },
};

/** The storage of a class such as `torch.FloatStorage`. */
export function storageType(name: string): StorageType | undefined {
  const key = /^torch(?:\.cuda)?\.(\w+)$/.exec(name)?.[1] ?? "";
  return Object.hasOwn(storages, key) ? storages[key] : undefined;
}

/** Containers, and what checkpoints have beside their tensors. */
const plain: ReadonlySet<string> = new Set(
  (
    "collections.OrderedDict collections.defaultdict argparse.Namespace _codecs.encode pathlib.PosixPath pathlib.WindowsPath " +
    [
      "set",
      "frozenset",
      "dict",
      "list",
      "tuple",
      "int",
      "float",
      "bool",
      "str",
      "complex",
      "slice",
      "range",
      "bytearray",
    ]
      .flatMap((name) => [`__builtin__.${name}`, `builtins.${name}`])
      .join(" ")
  ).split(" "),
);

/**
 * Whether a pickle may name it: plain containers, and anything of PyTorch or NumPy, as a checkpoint may hold a whole optimiser. Nothing
 * is called, whatever the name; an object that is not a tensor or a known module stays a name that nothing reads.
 */
export const isAllowed = (name: string): boolean => plain.has(name) || /^(torch|numpy)(\.\w+)+$/.test(name);
