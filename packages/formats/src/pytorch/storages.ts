import { FormatError } from "@espalier/tensor";
import { checkBytes, refuse, textOf } from "@espalier/files/bytes";
import { openArchive } from "@espalier/files/zip";
import { storageType } from "./globals.ts";
import { unpickle } from "./pickle.ts";
import { isKind } from "./pickle-values.ts";
import type { Persistent, PickleValue } from "./pickle-values.ts";

/** Where the bytes of a storage are. */
export interface Storage {
  readonly bytes: Uint8Array;
  /** Where they begin in the file, for errors. */
  readonly offset: number;
}

/** What torch.save wrote: a value, and the bytes that its tensors point to. */
export interface Saved {
  readonly value: PickleValue;
  /** The bytes of a storage by its key; undefined where there is none. */
  readonly storage: (key: string) => Storage | undefined;
  readonly isLittle: boolean;
}

/**
 * Reads what torch.save wrote, in its zip form or, as before PyTorch 1.6, one pickle after another.
 *
 * @throws FormatError naming the byte
 */
export function readSaved(bytes: Uint8Array): Saved {
  checkBytes("pytorch", bytes);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return fromArchive(bytes);
  return fromPickles(bytes);
}

function fromArchive(bytes: Uint8Array): Saved {
  const files = openArchive(bytes);
  const program = files.find(({ name }) => /^[^/]*\/data\.pkl$/.test(name));
  if (program === undefined)
    throw new FormatError(
      "pytorch",
      "an archive with data.pkl, as torch.save makes it",
      files
        .map(({ name }) => name)
        .slice(0, 5)
        .join(", ") || "none",
    );
  const folder = program.name.slice(0, program.name.indexOf("/"));
  const byName = new Map(files.map((file) => [file.name, file]));
  if (byName.has(`${folder}/constants.pkl`))
    refuse(
      program.at,
      "pytorch",
      "a state_dict or a module, as torch.save makes it",
      "a TorchScript program",
    );
  const order = byName.get(`${folder}/byteorder`);
  const { value } = unpickle(program.read(), 0, program.start);
  const read = new Map<string, Storage>();
  return {
    value,
    isLittle: order === undefined || textOf("byteorder", order.read(), order.start) !== "big",
    storage(key) {
      const file = byName.get(`${folder}/data/${key}`);
      if (file === undefined) return undefined;
      const known = read.get(key) ?? { bytes: file.read(), offset: file.start };
      read.set(key, known);
      return known;
    },
  };
}

/** The number that such files begin with. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

function fromPickles(bytes: Uint8Array): Saved {
  if (bytes[0] !== 0x80)
    refuse(
      0,
      "pytorch",
      "what torch.save wrote: a zip archive, or a pickle",
      bytes.length === 0 ? "nothing" : "another file",
    );
  const magic = unpickle(bytes, 0, 0);
  if (magic.value !== MAGIC) refuse(0, "magic number", `0x${MAGIC.toString(16)}`, "another value");
  const protocol = unpickle(bytes, magic.end, 0);
  if (protocol.value !== PROTOCOL) refuse(magic.end, "protocol", `${PROTOCOL}`, "another value");
  const system = unpickle(bytes, protocol.end, 0);
  const little = isKind(system.value, "dict")
    ? system.value.entries.find(([key]) => key === "little_endian")
    : undefined;
  const isLittle = little?.[1] !== false;
  const program = unpickle(bytes, system.end, 0);
  const keys = unpickle(bytes, program.end, 0);
  const storages = storagesBehind(bytes, keys.end, keys.value, sizesIn(program.value), isLittle);
  return { value: program.value, isLittle, storage: (key) => storages.get(key) };
}

/** Each storage is its count of numbers, in 8 bytes, and the numbers. */
function storagesBehind(
  bytes: Uint8Array,
  start: number,
  keys: PickleValue,
  sizes: ReadonlyMap<string, number>,
  isLittle: boolean,
): Map<string, Storage> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Storage>();
  let at = start;
  for (const key of isKind(keys, "list")
    ? keys.items
    : refuse(start, "storages", "a list of keys", "another value")) {
    const each = typeof key === "string" ? sizes.get(key) : undefined;
    if (typeof key !== "string" || each === undefined)
      return refuse(at, "storages", "keys of the tensors", "another");
    if (at + 8 > bytes.length) refuse(at, `storage ${key}`, "8 bytes", `${bytes.length - at}`);
    const length = each * Number(view.getBigInt64(at, isLittle));
    if (!(length >= 0 && at + 8 + length <= bytes.length))
      refuse(at, `storage ${key}`, `${length} bytes`, `${bytes.length - at - 8}`);
    found.set(key, { bytes: bytes.subarray(at + 8, at + 8 + length), offset: at + 8 });
    at += 8 + length;
  }
  return found;
}

/** The bytes of a number of each storage that a value points to. */
function sizesIn(root: PickleValue): Map<string, number> {
  const sizes = new Map<string, number>();
  const seen = new Set<PickleValue>();
  const waiting: PickleValue[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isKind(value, "list")) for (const item of value.items) waiting.push(item);
    else if (isKind(value, "dict"))
      for (const pair of value.entries) for (const item of pair) waiting.push(item);
    else if (isKind(value, "object")) {
      for (const item of value.args) waiting.push(item);
      waiting.push(value.state);
    } else if (isKind(value, "persistent")) {
      const { key, type } = storageIn(value) ?? {};
      if (key !== undefined && type !== undefined) sizes.set(key, type.bytes);
    }
  }
  return sizes;
}

/** What a persistent id of a storage says: ('storage', class, key, where, how many numbers). */
export function storageIn({ id }: Persistent):
  | {
      readonly key: string;
      readonly type: NonNullable<ReturnType<typeof storageType>>;
      readonly count: number;
    }
  | undefined {
  const [what, kind, key, , count] = id;
  if (what !== "storage" || !isKind(kind, "global") || typeof key !== "string" || typeof count !== "number")
    return undefined;
  const type = storageType(kind.name);
  return type === undefined ? undefined : { key, type, count };
}
