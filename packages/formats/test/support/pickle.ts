import { zipSync } from "fflate";

// Pickles and files of torch.save for tests, opcode by opcode.

type Bytes = readonly number[];
/** Opcodes that leave one value on the stack. */
export type Code = Bytes;

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
const four = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);

export const text = (value: string): Code => [0x58, ...four(utf8(value).length), ...utf8(value)];
export const whole = (value: number): Code => [0x4a, ...four(value)];
export const none: Code = [0x4e];
export const truth = (value: boolean): Code => [value ? 0x88 : 0x89];
export function real(value: number): Code {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return [0x47, ...bytes];
}
export const tuple = (...items: readonly Code[]): Code => [0x28, ...items.flat(), 0x74];
export const list = (...items: readonly Code[]): Code => [0x5d, 0x28, ...items.flat(), 0x65];
export const dict = (entries: Readonly<Record<string, Code>>): Code => [
  0x7d,
  0x28,
  ...Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value]),
  0x75,
];
/** `torch FloatStorage` */
export const global = (name: string): Code => [0x63, ...utf8(`${name.replace(" ", "\n")}\n`)];
export const call = (name: string, ...args: readonly Code[]): Code => [
  ...global(name),
  ...tuple(...args),
  0x52,
];
export const orderedDict = (entries: Readonly<Record<string, Code>>): Code => [
  ...call("collections OrderedDict"),
  0x28,
  ...Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value]),
  0x75,
];
/** An object of a class, with its attributes. */
export const object = (name: string, attributes: Readonly<Record<string, Code>>): Code => [
  ...global(name),
  ...tuple(),
  0x81,
  ...dict(attributes),
  0x62,
];

export interface TestStorage {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly count: number;
}

export const floats = (...values: readonly number[]): TestStorage => ({
  type: "FloatStorage",
  bytes: new Uint8Array(Float32Array.from(values).buffer),
  count: values.length,
});

/** A tensor in the storage of a key. */
export const tensor = (
  { type, count }: TestStorage,
  key: string,
  shape: readonly number[],
  { offset = 0, strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1)) } = {},
): Code =>
  call(
    "torch._utils _rebuild_tensor_v2",
    [...tuple(text("storage"), global(`torch ${type}`), text(key), text("cpu"), whole(count)), 0x51],
    whole(offset),
    tuple(...shape.map(whole)),
    tuple(...strides.map(whole)),
    truth(false),
    call("collections OrderedDict"),
  );

export const pickle = (value: Code): Uint8Array<ArrayBuffer> => Uint8Array.from([0x80, 2, ...value, 0x2e]);

type Storages = Readonly<Record<string, TestStorage>>;

/** As torch.save writes since 1.6. */
export function zipped(
  value: Code,
  storages: Storages,
  more: Readonly<Record<string, string>> = {},
): Uint8Array {
  const files: [string, Uint8Array][] = [
    ["net/data.pkl", pickle(value)],
    ...Object.entries(storages).map(([key, { bytes }]): [string, Uint8Array] => [`net/data/${key}`, bytes]),
    ...Object.entries(more).map(([name, content]): [string, Uint8Array] => [
      `net/${name}`,
      new TextEncoder().encode(content),
    ]),
  ];
  return zipSync(Object.fromEntries(files), { level: 0 });
}

/** As torch.save wrote before. */
export function legacy(value: Code, storages: Storages): Uint8Array {
  const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const system = dict({ protocol_version: whole(1001), little_endian: truth(true) });
  const parts = [
    pickle(magic),
    pickle(whole(1001)),
    pickle(system),
    pickle(value),
    pickle(list(...Object.keys(storages).map(text))),
    ...Object.values(storages).flatMap(({ count, bytes }) => [
      Uint8Array.from([...four(count), 0, 0, 0, 0]),
      bytes,
    ]),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
