import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { astype, seededRandom, tensor } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";
import { unzipSync, zipSync } from "fflate";
import { readBrain, writeBrain } from "../src/brain/index.ts";
import { readSkops } from "../src/skops/index.ts";
import { readTfjs, writeTfjs } from "../src/tfjs/index.ts";
import type { TfjsFiles } from "../src/tfjs/index.ts";
import { readCsv, writeCsv } from "../../files/src/csv/index.ts";
import { readIdx } from "../../files/src/idx/index.ts";
import { readJson, writeJson } from "../src/json/index.ts";
import { readNpy, writeNpy } from "../../files/src/npy/index.ts";
import { readNpz, writeNpz } from "../../files/src/npz/index.ts";
import { graphFiles } from "../interop/graphs.ts";
import { readOnnx, writeOnnx } from "../../onnx/src/index.ts";
import { readPytorch } from "../src/pytorch/index.ts";
import { readSafetensors, writeSafetensors } from "../src/safetensors/index.ts";
import { blockBytes } from "../src/statistics/block.ts";
import { headerEnd } from "../src/statistics/header.ts";
import { statisticsFromBytes, statisticsToBytes } from "../src/statistics/index.ts";
import { crc32 } from "../../files/src/zip/crc.ts";
import type { StatisticsFile } from "../src/statistics/index.ts";
import { batchStatistics, initialNetwork, mapParameters } from "@espalier/prune";
import type { Layer, Network } from "@espalier/prune";
import type { NetworkFile } from "@espalier/files";
import { readSparse, writeSparse } from "../src/sparse-file/index.ts";
import { toSparse } from "@espalier/prune/sparse";
import { skops } from "../test/support/skops.ts";
import { quantised } from "../test/support/tfjs.ts";
import { floats, legacy, orderedDict, tensor as storedTensor } from "../test/support/pickle.ts";
import { damaged } from "./mutate.ts";

/** A reader to be fuzzed. */
export interface Reader {
  readonly name: string;
  /** Valid files. */
  readonly files: () => readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
  /** Writes the result and reads it again: the numbers must be the same. */
  readonly again: (value: unknown) => void;
  /** The most memory that arrays may take, as the docstring of the reader says it: bytes for a byte of the file. */
  readonly multiple: number;
  /** Damages a file; without it, its bytes. */
  readonly damage?: (bytes: Uint8Array, random: Random) => Uint8Array;
}

const fixtureFolder = fileURLToPath(new URL("../test/fixtures/", import.meta.url));
const folder = `${fixtureFolder}interop/`;
const fixtures = (pattern: string): Uint8Array[] =>
  globSync(pattern, { cwd: folder })
    .toSorted()
    .map((name) => new Uint8Array(readFileSync(folder + name)));

/** Files that exporters of today wrote. */
const exported = (pattern: string): Uint8Array[] =>
  globSync(pattern, { cwd: `${fixtureFolder}exporters/` })
    .toSorted()
    .map((name) => new Uint8Array(readFileSync(`${fixtureFolder}exporters/${name}`)));

const small = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1), dtype: "f32" });
const table: Tensor = tensor([
  [1.5, -2, 1e-9],
  [0, -0, 3e22],
]);

/** An archive in which one array is damaged and packed again, or whose own bytes are. */
function damagedArchive(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes[0] !== 0x50 || random() < 0.5) return damaged(bytes, random);
  const files = Object.entries(unzipSync(bytes));
  const at = Math.floor(random() * files.length);
  files[at][1] = damaged(files[at][1], random);
  return zipSync(Object.fromEntries(files), { level: 0 });
}

/** A file of statistics whose numbers of a layer are damaged and summed again, or its own bytes. */
function damagedStatistics(bytes: Uint8Array, random: Random): Uint8Array {
  if (random() < 0.5 || bytes.length < 16) return damaged(bytes, random);
  const changed = bytes.slice();
  const block = changed.subarray(
    headerEnd(bytes),
    headerEnd(bytes) + blockBytes({ layers: [[4, 3]] }, 0) - 8,
  );
  block.set(damaged(block, random).subarray(0, block.length));
  new DataView(changed.buffer, block.byteOffset + block.length).setFloat64(0, crc32(block), true);
  return changed;
}

function reader<T>(
  name: string,
  multiple: number,
  files: () => readonly Uint8Array[],
  read: (bytes: Uint8Array) => T,
  write?: (value: T) => Uint8Array,
  damage?: Reader["damage"],
): Reader {
  const again = (value: unknown): void => {
    // Only what `read` gave is handed in.
    if (write !== undefined && !sameNumbers(read(write(value as T)), value))
      throw new Error("the result differs after it is written and read again");
  };
  return { name, multiple, files, read, again, ...(damage === undefined ? {} : { damage }) };
}

/** Every layer of brain.js has the activation, the last too. */
const sigmoids: Network = {
  layers: initialNetwork({ sizes: [2, 3, 1], random: seededRandom(1) }).layers.map((layer) => ({
    ...layer,
    activation: { kind: "sigmoid" },
  })),
};

const tables = [{ values: table }, { names: ["a", 'b "c"', "d,e"], values: table }];
const samples = tensor(
  [
    [1, 2, 3],
    [4, 5, 7],
  ],
  "f32",
);

const someStatistics = (): StatisticsFile => ({
  network: "a hash",
  precision: "f32",
  metric: "outputs",
  divide: 1,
  producer: "the fuzzer",
  span: 65_536,
  parts: [{ from: 0, to: 2, total: batchStatistics(small, samples) }],
});

// prettier-ignore
export const readers: readonly Reader[] = [
  reader("json", 40,        () => [writeJson({ network: small, head: "softmax" })],                                            readJson,            writeJson),
  reader("safetensors", 2, () => fixtures("*.safetensors"),                                                                   readSafetensors,     writeSafetensors),
  reader("onnx", 40,       () => [...fixtures("*.onnx"), ...exported("*.onnx"), ...graphFiles().filter((_, k) => k % 3 === 0).map(({ bytes }) => bytes), writeOnnx({ network: small }), brief()],                                      readOnnx,            writeOnnx),
  reader("pytorch", 16,    torchFiles,                                                                                         (bytes) => readPytorch(bytes, { activations: "relu" }), undefined, damagedArchive),
  reader("tfjs", 8,        () => tfjsFiles().map(packed),                                                                       (bytes) => readTfjs(...unpacked(bytes)), (file) => packed(writeTfjs(file, "w.bin")), damagedPacked),
  reader("brain", 40,      () => [writeBrain({ network: sigmoids }), brainText()],                                              readBrain,           writeBrain),
  reader("skops", 16,      () => [skopsFile()],                                                                                 readSkops,           undefined, damagedArchive),
  reader("npy", 8,         () => Object.values(unzipSync(fixtures("arrays-packed.npz")[0])),                                  readNpy,             writeNpy),
  reader("npz", 2 ** 16,         () => [...fixtures("{relu,half,arrays-stored}.npz"), bomb()],                                      readNpz,             stored, damagedArchive),
  reader("csv", 12,         () => tables.map(writeCsv),                                                                   readCsv,             writeCsv),
  reader("idx", 8,         () => [idx(0x08, [2, 3], 1), idx(0x0d, [4], 4), idx(0x0e, [2, 1, 2], 8), idx(0x0b, [3], 2)],       readIdx),
  reader("sparse", 4,      sparseFiles,                                                                                        readSparse,          writeSparse),
  reader("statistics", 40, () => [statisticsToBytes(someStatistics())],                                                        statisticsFromBytes, statisticsToBytes, damagedStatistics),
];

/** An archive that is not packed, which is faster to write. */
function stored(arrays: ReadonlyMap<string, Tensor>): Uint8Array {
  return writeNpz(arrays, { level: 0 });
}

/** A state_dict and a module as archives, and a state_dict as it was written before. */
function torchFiles(): Uint8Array[] {
  const [W, V] = [floats(1, 2, 3, 4, 5, 6), floats(7, 8)];
  const state = orderedDict({
    "0.weight": storedTensor(W, "0", [2, 3]),
    "2.weight": storedTensor(V, "1", [1, 2]),
  });
  return [...exported("*.pt"), legacy(state, { "0": W, "1": V })];
}

function brainText(): Uint8Array {
  return new TextEncoder().encode(
    '{"type":"NeuralNetwork","sizes":[2,1],"layers":[{"weights":[],"biases":[]},{"weights":[[1,-2.5]],"biases":[0.5]}],"trainOpts":{"activation":"tanh"}}',
  );
}

function skopsFile(): Uint8Array {
  return skops("MLPRegressor", "relu", "identity", [tensor([[1, 2], [3, 4], [5, 6]]), tensor([[7], [8]])], [tensor([1, 2]), tensor([3])]); // prettier-ignore
}

/** Two files as one: the length of the first in four bytes, and both. */
function packed({ json, shard }: TfjsFiles): Uint8Array {
  const bytes = new Uint8Array(4 + json.length + shard.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  bytes.set(shard, 4 + json.length);
  return bytes;
}

function unpacked(bytes: Uint8Array): [json: Uint8Array, shards: Readonly<Record<string, Uint8Array>>] {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return [bytes.subarray(4, 4 + length), { "w.bin": bytes.subarray(4 + length) }];
}

/** One of the two files, damaged. */
function damagedPacked(bytes: Uint8Array, random: Random): Uint8Array {
  const [json, { "w.bin": shard }] = unpacked(bytes);
  const both = { json: json.slice(), shard: shard.slice() };
  if (random() < 0.8) return packed({ ...both, json: damaged(json, random) });
  return packed({ ...both, shard: damaged(shard, random) });
}

function tfjsFiles(): TfjsFiles[] {
  return [writeTfjs({ network: small, head: "softmax" }, "w.bin"), quantised("w.bin")];
}

/** Whether two values hold the same arrays of numbers, bit for bit, in the same places. */
export function sameNumbers(a: unknown, b: unknown): boolean {
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b))
    return [Float32Array, Float64Array, Uint32Array].some(
      (kind) => a instanceof kind && b instanceof kind && sameEntries(a, b),
    );
  if (a instanceof Map && b instanceof Map) return sameNumbers([...a], [...b]);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameNumbers(item, b[index]));
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    const network = (value: object): unknown =>
      "network" in value ? (value as NetworkFile).network : undefined;
    if (network(a) !== undefined) return sameNumbers(network(a), network(b));
    const [first, second] = [Object.entries(a), Object.entries(b)];
    return (
      first.length === second.length &&
      first.every(([, value], index) => sameNumbers(value, second[index][1]))
    );
  }
  return Object.is(a, b);
}

function sameEntries(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let p = 0; p < a.length; p++) if (!Object.is(a[p], b[p])) return false;
  return a.length === b.length;
}

/** A weight of many columns as lists, one of few as bits, and one that is dense, in each precision. */
function sparseFiles(): Uint8Array[] {
  const zeros = (I: number, J: number, ...others: readonly number[]): Tensor => {
    const weight = tensor([Array.from({ length: I * J }, () => 0)]);
    for (const ij of others) weight.data[ij] = -1.5 - ij;
    return { shape: [I, J], data: weight.data };
  };
  const weights = [zeros(3, 40, 7, 90), zeros(9, 3, 0, 13, 26), tensor([[1, 2, 3, 4, -0, 6, 7, 8, 9]])];
  const layers = weights.map((weight): Layer => ({
    weight,
    bias: tensor(Array.from({ length: weight.shape[0] }, (_, i) => i / 8)),
    activation: weight.shape[1] === 3 ? { kind: "prelu", slope: tensor([0.25]) } : { kind: "gelu" },
  }));
  const files = (["f32", "f64"] as const).map((dtype) =>
    writeSparse({ ...toSparse(mapParameters({ layers }, (each) => astype(each, dtype))), head: "softmax" }),
  );
  // Large enough for its memory to be seen.
  const large = initialNetwork({ sizes: [60, 60, 1], random: seededRandom(1), dtype: "f32" });
  return [...files, writeSparse(toSparse(large))];
}

/** A model whose names are letters, which damage exchanges easily. */
const brief = (): Uint8Array =>
  writeOnnx({
    network: small,
    head: "softmax",
    names: [
      { weight: "a", bias: "b", slope: "c" },
      { weight: "d", bias: "e" },
    ],
    onnx: {
      opset: 13,
      irVersion: 7,
      graphName: "g",
      inputs: [{ name: "x", shape: ["N", 1, 3] }],
      outputs: [{ name: "y" }],
    },
  });

/** 8 kB of zeros in some 200 bytes. */
function bomb(): Uint8Array {
  return writeNpz(new Map([["zeros", { shape: [2 ** 10], data: new Float64Array(2 ** 10) }]]));
}

function idx(type: number, shape: readonly number[], bytesEach: number): Uint8Array {
  const size = shape.reduce((product, axis) => product * axis, bytesEach);
  const bytes = new Uint8Array(4 + 4 * shape.length + size).fill(1);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (type << 8) | shape.length);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  return bytes;
}
