import type { SampleRange } from "@espalier/network";
import { FormatError, ShapeError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import { count, fields, rootOf, show } from "@espalier/files/json-values";
import { bytesOf, textOf } from "@espalier/files/bytes";
import { crc32 } from "@espalier/files/zip";

/** What statistics are of, and what computed them. Only statistics that agree in all of this are merged. */
export interface StatisticsOrigin {
  /** The identity of the network: a hash of its `networkBytes`, in hex. */
  readonly network: string;
  /** The precision that the network computes in. */
  readonly precision: DType;
  /** In which the energies measure a change of the outputs. */
  readonly metric: "outputs" | "softmax";
  /** The numbers of the samples were divided by this. */
  readonly divide: number;
  /** The program that computed them, with its version, such as `espalier 0.1.0`. */
  readonly producer: string;
}

/** What a file of statistics says before its numbers. */
export interface StatisticsHeader extends StatisticsOrigin {
  /** The number of samples in a span; see `spanOf`. */
  readonly span: number;
  /** I and J of each layer. */
  readonly layers: readonly (readonly [I: number, J: number])[];
  /** The matrices that several layers use; absent if there are none. */
  readonly ties?: readonly TieHeader[];
  /** The samples of each part, in order. */
  readonly parts: readonly SampleRange[];
}

/** A matrix with several uses, whose moments are in the blocks of its first layer. */
export interface TieHeader {
  /** The number of the first layer. */
  readonly layer: number;
  /** For each use, the first one included, whether it is transposed. */
  readonly uses: readonly boolean[];
}

/*
 * A file of statistics, little-endian, every double at a multiple of eight:
 *
 *     "espstats"        version u32        bytes of the header u32
 *     header            JSON, ended by spaces
 *     check             CRC-32 of all bytes before it, as f64
 *     of each layer, of each part a block:
 *       weighted        Σ G f64 [i]        mean f64 [i, j]        scatter f64 [i, j]
 *       unweighted      Σ 1 f64 [1]        mean f64 [1, j]        scatter f64 [1, j]
 *       tied            of a matrix with u uses, c f64 [u, j], H f64 [i, u, u], b f64 [i, j, u], a f64 [i, j];
 *                       with a transposed use, c f64 [u, max(i, j)] and H f64 [i, j, u, u]
 *       check           CRC-32 of the block before it, as f64
 */
const MAGIC = "espstats";
const VERSION = 2;

/** The bytes before the header. */
export const PRELUDE = 16;

/** A file with a longer header is damaged: it would have more than a million parts. */
const MOST_HEADER = 2 ** 26;

export function headerToBytes(header: StatisticsHeader): Uint8Array<ArrayBuffer> {
  const json = bytesOf(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(PRELUDE + length + 8).fill(0x20);
  const view = new DataView(bytes.buffer);
  bytes.set(bytesOf(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, length, true);
  bytes.set(json, PRELUDE);
  view.setFloat64(PRELUDE + length, crc32(bytes.subarray(0, PRELUDE + length)), true);
  return bytes;
}

/**
 * Where the header ends and the blocks begin, from the first bytes of a file.
 *
 * @throws FormatError when they are not those of statistics, or of another version
 */
export function headerEnd(bytes: Uint8Array): number {
  if (bytes.length < PRELUDE) throw new FormatError("byte 0, format", `${PRELUDE} bytes`, `${bytes.length}`);
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new FormatError("byte 0, format", show(MAGIC), show(magic));
  const view = new DataView(bytes.buffer, bytes.byteOffset, PRELUDE);
  const [version, length] = [view.getUint32(8, true), view.getUint32(12, true)];
  if (version !== VERSION)
    throw new FormatError("byte 8, version", `${VERSION}, the version of this program`, `${version}`);
  if (length > MOST_HEADER || length % 8 !== 0)
    throw new FormatError("byte 12, header", `a multiple of 8 up to ${MOST_HEADER} bytes`, `${length}`);
  return PRELUDE + length + 8;
}

/** Reads the bytes up to {@link headerEnd}. @throws FormatError naming the byte or the field */
export function headerFromBytes(bytes: Uint8Array): StatisticsHeader {
  const end = headerEnd(bytes);
  if (bytes.length < end)
    throw new FormatError(`byte ${PRELUDE}, header`, `${end - PRELUDE} bytes`, `${bytes.length - PRELUDE}`);
  checkSum(`byte ${end - 8}, check`, bytes.subarray(0, end));
  const json = fields(
    "header",
    rootOf("header", textOf("header", bytes.subarray(PRELUDE, end - 8), PRELUDE)),
  );
  const { network, precision, metric, divide, producer, span, layers, ties, parts } = json;
  return {
    network: text("header.network", network),
    precision: among("header.precision", precision, ["f32", "f64"]),
    metric: among("header.metric", metric, ["outputs", "softmax"]),
    divide: positive("header.divide", divide),
    producer: text("header.producer", producer),
    span: whole("header.span", span),
    layers: listOf("header.layers", layers, (at, sizes) => {
      const [I, J] = listOf(at, sizes, whole);
      return [whole(`${at}[0]`, I), whole(`${at}[1]`, J)] as const;
    }),
    ...(ties === undefined ? {} : { ties: listOf("header.ties", ties, tieOf) }),
    parts: listOf("header.parts", parts, (at, part): SampleRange => {
      const range = fields(at, part);
      const [from, to] = [count(`${at}.from`, range["from"]), whole(`${at}.to`, range["to"])];
      if (to <= from) throw new FormatError(`${at}.to`, `a sample behind ${from}`, `${to}`);
      return { from, to };
    }),
  };
}

function tieOf(at: string, json: unknown): TieHeader {
  const { layer, uses } = fields(at, json);
  const isEach = listOf(`${at}.uses`, uses, (place, each): boolean => {
    if (typeof each !== "boolean") throw new FormatError(place, "true or false", show(each));
    return each;
  });
  if (isEach.length < 2) throw new FormatError(`${at}.uses`, "at least two uses", `${isEach.length}`);
  return { layer: count(`${at}.layer`, layer), uses: isEach };
}

/** Compares the sum at the end of some bytes with that of the others. @throws FormatError when they differ */
export function checkSum(where: string, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [expected, received] = [view.getFloat64(bytes.length - 8, true), crc32(bytes.subarray(0, -8))];
  if (expected !== received)
    throw new FormatError(where, `the check sum ${received} of the bytes before it`, `${expected}`);
}

/** Refuses statistics whose parts are not in order, or of a network of no layer. */
export function checkHeader(who: string, { layers, ties = [], parts }: StatisticsHeader): void {
  if (layers.length === 0) throw new ShapeError(who, "statistics of at least one layer", "none");
  if (parts.length === 0) throw new ShapeError(who, "statistics of at least one part", "none");
  for (const [at, { layer }] of ties.entries())
    if (layer >= layers.length || (at > 0 && layer <= ties[at - 1].layer))
      throw new FormatError(
        who,
        `ties of layers below ${layers.length}, in their order`,
        `one of layer ${layer}`,
      );
  for (const [at, { from }] of parts.slice(1).entries())
    if (from < parts[at].to)
      throw new FormatError(who, `a part from sample ${parts[at].to} on`, `one from sample ${from} on`);
}

function text(at: string, json: unknown): string {
  if (typeof json === "string" && json !== "") return json;
  throw new FormatError(at, "a text", show(json));
}

function among<const T extends string>(at: string, json: unknown, names: readonly T[]): T {
  const found = names.find((name) => name === json);
  if (found === undefined) throw new FormatError(at, names.join(" or "), show(json));
  return found;
}

function positive(at: string, json: unknown): number {
  if (typeof json === "number" && json > 0 && json < Infinity) return json;
  throw new FormatError(at, "a number > 0", show(json));
}

function whole(at: string, json: unknown): number {
  if (count(at, json) > 0) return count(at, json);
  throw new FormatError(at, "a whole number ≥ 1", show(json));
}

function listOf<T>(at: string, json: unknown, read: (at: string, each: unknown) => T): T[] {
  if (!Array.isArray(json)) throw new FormatError(at, "an array", show(json));
  return json.map((each: unknown, index) => read(`${at}[${index}]`, each));
}
