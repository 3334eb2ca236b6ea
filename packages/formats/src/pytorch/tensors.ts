import { allocate, dtypeOf, showShape, sizeOf } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { readNumbers, refuse, places } from "@espalier/files/bytes";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { isKind } from "./pickle-values.ts";
import type { PickleObject, PickleValue } from "./pickle-values.ts";
import { storageIn } from "./storages.ts";
import type { Saved } from "./storages.ts";

/** The object of a tensor: itself, or what a Parameter is made of. */
export function tensorObject(value: PickleValue | undefined): PickleObject | undefined {
  if (!isKind(value, "object")) return undefined;
  const isParameter =
    value.type === "torch._utils._rebuild_parameter" || value.type === "torch.nn.parameter.Parameter";
  const inner = isParameter ? value.args[0] : value;
  return isKind(inner, "object") && inner.type.startsWith("torch._utils._rebuild_tensor") ? inner : undefined;
}

/**
 * A tensor: some numbers of a storage, from an offset on, a stride apart along each axis.
 *
 * @throws FormatError when it reaches beyond its storage, or is larger than that
 */
export function tensorOf(saved: Saved, name: string, { at, args }: PickleObject): NamedTensor {
  const place = `byte ${at}, ${name}`;
  const [from, offset, size, stride] = args;
  const known = isKind(from, "persistent") ? storageIn(from) : undefined;
  const shape = wholes(size);
  const strides = wholes(stride);
  if (
    known === undefined ||
    shape === undefined ||
    strides?.length !== shape.length ||
    typeof offset !== "number"
  )
    return refuse(at, name, "a tensor in a storage of floats or whole numbers", "another");
  const { key, type, count } = known;
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis], offset);
  const isEmpty = shape.includes(0);
  if (!(Number.isSafeInteger(last) && offset >= 0 && (isEmpty || last < count) && sizeOf(shape) <= count))
    return refuse(
      at,
      name,
      `at most ${count} numbers, as its storage has`,
      `${showShape(shape)} from ${offset} on, to ${last}`,
    );
  return {
    name,
    shape,
    dtype: type.precision ?? `whole numbers of ${type.bytes} bytes`,
    ...(type.precision === undefined ? {} : { precision: type.precision }),
    place,
    storage: { key, from: offset, to: isEmpty ? offset : last + 1 },
    read() {
      const storage = saved.storage(key) ?? refuse(at, name, `the bytes of storage ${key}`, "none");
      const { precision } = type;
      if (precision === undefined) return refuse(at, name, "floats", "whole numbers");
      if (storage.bytes.length < count * type.bytes)
        refuse(storage.offset, name, `${count * type.bytes} bytes`, `${storage.bytes.length}`);
      // The numbers between the first and the last, and of those the ones that the strides meet.
      const [begin, end] = isEmpty ? [0, 0] : [offset * type.bytes, (last + 1) * type.bytes];
      const own = storage.bytes.subarray(begin, end);
      const ordered = saved.isLittle ? own : reversed(own, type.bytes);
      const all = readNumbers(name, ordered, storage.offset + begin, precision);
      const met = places(shape, strides);
      return met.every((each, p) => each === p) && all.length === met.length ? all : gathered(all, met);
    },
  };
}

function gathered(all: Data, from: Int32Array): Data {
  const data = allocate(from.length, dtypeOf({ data: all }));
  for (let p = 0; p < from.length; p++) data[p] = all[from[p]];
  return data;
}

/** The bytes of each number the other way round. */
function reversed(bytes: Uint8Array, each: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let p = 0; p < bytes.length; p++) result[p] = bytes[p - (p % each) + each - 1 - (p % each)];
  return result;
}

function wholes(value: PickleValue | undefined): number[] | undefined {
  if (!isKind(value, "list") || value.items.length > 16) return undefined;
  const numbers = value.items.flatMap((item) =>
    typeof item === "number" && Number.isSafeInteger(item) && item >= 0 ? [item] : [],
  );
  return numbers.length === value.items.length ? numbers : undefined;
}
