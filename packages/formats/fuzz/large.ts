import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { zipSync } from "fflate";
import { readCsv } from "../../files/src/csv/index.ts";
import { readJson } from "../src/json/index.ts";
import { readNpy, writeNpy } from "../../files/src/npy/index.ts";
import { readNpz } from "../../files/src/npz/index.ts";
import { readOnnx } from "../../onnx/src/index.ts";
import { readSafetensors } from "../src/safetensors/index.ts";
import { bytesField, join, messageField, textField } from "../../files/src/protobuf/write.ts";
import type { Bytes } from "../../files/src/protobuf/write.ts";

/** A file of a megabyte made to take as much memory as it can. */
interface Large {
  readonly name: string;
  readonly file: () => Uint8Array;
  readonly read: (bytes: Uint8Array) => unknown;
}

const SIZE = 2 ** 20;
const text = (part: string, start = "", end = ""): Uint8Array =>
  new TextEncoder().encode(start + part.repeat(Math.floor(SIZE / part.length)) + end);
const header = (part: string, start: string, end: string): Uint8Array => headed(text(part, start, end));
const headed = (json: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(8 + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  return bytes;
};
const repeated = (part: Bytes): Bytes => {
  const whole = new Uint8Array(part.length * Math.floor(SIZE / part.length));
  for (let at = 0; at < whole.length; at += part.length) whole.set(part, at);
  return whole;
};
const graph = (part: Bytes): Bytes => bytesField(7, repeated(part));
const zeros = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length);
const nodeOf = (field: Bytes): Bytes => messageField(7, [messageField(1, [textField(4, "Relu"), field])]);

// prettier-ignore
export const larges: readonly Large[] = [
  { name: "json: lists in lists",              file: () => text("[", "", ""),                                             read: readJson },
  { name: "json: empty lists",                 file: () => text("[],", "[", "0]"),                                        read: readJson },
  { name: "json: empty objects",               file: () => text("{},", "[", "0]"),                                        read: readJson },
  { name: "json: keys",                        file: () => text('{"a":', "", ""),                                         read: readJson },
  { name: "safetensors: sizes of one shape",   file: () => header("1,", '{"a":{"shape":[', "1]}}"),                       read: (bytes) => readSafetensors(bytes) },
  { name: "safetensors: a long name",          file: () => header("x", '{"', '":{}}'),                                    read: (bytes) => readSafetensors(bytes) },
  { name: "safetensors: many keys",            file: () => keys(),                                                        read: (bytes) => readSafetensors(bytes) },
  { name: "onnx: nodes",                       file: () => graph(messageField(1, [textField(4, "A")])),                   read: readOnnx },
  { name: "onnx: initializers",                file: () => graph(messageField(5, [])),                                    read: readOnnx },
  { name: "onnx: inputs of a node",            file: () => nodeOf(repeated(textField(1, "x"))),                           read: readOnnx },
  { name: "onnx: attributes of a node",        file: () => nodeOf(repeated(messageField(5, [textField(1, "a")]))),        read: readOnnx },
  { name: "onnx: whole numbers of an attribute", file: () => nodeOf(messageField(5, [textField(1, "a"), bytesField(8, zeros(SIZE))])), read: readOnnx },
  { name: "onnx: sizes of a tensor",           file: () => bytesField(7, messageField(5, [bytesField(1, zeros(SIZE))])),  read: readOnnx },
  { name: "onnx: floats one by one",           file: () => bytesField(7, messageField(5, [repeated(Uint8Array.of(0x25, 0, 0, 0, 0))])), read: readOnnx },
  { name: "onnx: metadata",                    file: () => repeated(messageField(14, [])),                                read: readOnnx },
  { name: "csv: a digit a line",               file: () => text("1\n"),                                                   read: (bytes) => readCsv(bytes) },
  { name: "csv: one line",                     file: () => text("1,", "", "1"),                                           read: (bytes) => readCsv(bytes) },
  { name: "csv: quotes",                       file: () => text('""', '"', '"'),                                          read: (bytes) => readCsv(bytes) },
  { name: "npy: bytes",                        file: () => bytesArray(SIZE),                                              read: (bytes) => readNpy(bytes) },
  { name: "npz: many arrays",                  file: () => manyArrays(),                                                  read: (bytes) => readNpz(bytes) },
];

/** As many tensors as a header of a megabyte can name. */
function keys(): Uint8Array {
  const entries = Array.from(
    { length: 20_000 },
    (_, k) => `"${k}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`,
  );
  return headed(new TextEncoder().encode(`{${entries.join()}}`));
}

function bytesArray(size: number): Uint8Array {
  const file = writeNpy({ shape: [size], data: new Float64Array(size) });
  const start = file.length - 8 * size;
  const front = file.slice(0, start);
  front.set(new TextEncoder().encode("|u1"), 21); // behind {'descr': '
  return join([front, zeros(size)]);
}

function manyArrays(): Uint8Array {
  const small = writeNpy({ shape: [0], data: new Float32Array() });
  const files = Array.from({ length: 4000 }, (_, k) => [`${k}.npy`, small] as const);
  return zipSync(Object.fromEntries(files), { level: 0 });
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void; // what the flag gives

/** Bytes of memory for a byte of the file, what could have been collected meanwhile included. */
export async function memoryOf({ file, read }: Large): Promise<number> {
  const bytes = file();
  // Arrays are given back a little later, and counted as given back by the next collection.
  for (let times = 0; times < 3; times++) {
    collect();
    await new Promise((resume) => setTimeout(resume, 20));
  }
  const { heapUsed: heap, external } = process.memoryUsage();
  let result: unknown;
  try {
    result = read(bytes);
  } catch (error) {
    result = error;
  }
  const after = process.memoryUsage();
  if (result === undefined) throw new Error("a reader returned nothing");
  return Math.max(0, after.heapUsed - heap + after.external - external) / bytes.length;
}
