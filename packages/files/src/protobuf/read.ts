import { refuse } from "../bytes/refuse.ts";
import { textOf } from "../bytes/text.ts";

/*
 * Messages of Protocol Buffers, as far as ONNX needs them. A message is a row of fields, each a tag and a value:
 *
 *     tag       varint: number of the field · 8 + wire type
 *     0         varint: 7 bits a byte, the least first; the highest bit says that more follow
 *     1, 5      8 or 4 bytes, little-endian
 *     2         varint of a length, and as many bytes: a text, a message, or numbers without their tags (packed)
 *     3, 4      groups, long out of use, are refused
 *
 * See "Encoding" in the documentation of Protocol Buffers.
 */

/** A part of the file. */
export interface Range {
  /** Its first byte. */
  readonly start: number;
  /** The byte behind its last one. */
  readonly end: number;
}

/** A field, and where its value is. */
export interface Field extends Range {
  /** Which field of the message it is. */
  readonly number: number;
  /** How its value is written: 0, 1, 2 or 5. */
  readonly wire: number;
}

/**
 * The fields of a message, in the order of the file.
 *
 * @param what the message is, for errors
 * @throws FormatError naming the byte where a field is not valid or goes beyond the message
 */
export function* fieldsOf(bytes: Uint8Array, { start, end }: Range, what: string): Generator<Field> {
  let next = start;
  while (next < end) {
    const tag = readVarint(bytes, next, end, what);
    const number = Math.floor(tag.value / 8);
    const wire = tag.value & 7;
    if (tag.value < 8 || tag.value > 2 ** 32) refuse(next, what, "the tag of a field", String(tag.value));
    const value = valueAt(bytes, tag.end, end, wire, what);
    if (value.end > end)
      refuse(
        next,
        `${what}, field ${number}`,
        `at most ${end - value.start} bytes`,
        `${value.end - value.start}`,
      );
    yield { number, wire, ...value };
    next = value.end;
  }
}

function valueAt(bytes: Uint8Array, at: number, end: number, wire: number, what: string): Range {
  if (wire === 0) return { start: at, end: readVarint(bytes, at, end, what).end };
  if (wire === 1) return { start: at, end: at + 8 };
  if (wire === 5) return { start: at, end: at + 4 };
  if (wire !== 2) refuse(at, what, "wire type 0, 1, 2 or 5", String(wire));
  const length = readVarint(bytes, at, end, what);
  if (length.value < 0) refuse(at, what, "a length ≥ 0", String(length.value));
  return { start: length.end, end: length.end + length.value };
}

/** A varint and its end. */
export interface Varint {
  /** As a whole number of 64 bits with a sign. */
  readonly value: number;
  /** The byte behind it. */
  readonly end: number;
}

/**
 * A varint as a whole number of 64 bits with a sign.
 *
 * @throws FormatError when it has more bits, or is beyond what a double counts to
 */
export function readVarint(bytes: Uint8Array, at: number, end: number, what: string): Varint {
  let value = 0;
  let next = at;
  // Up to 28 bits an int holds them; more are rare, and a BigInt is exact.
  for (let shift = 0; shift < 28; shift += 7) {
    if (next >= end) refuse(at, what, "the end of a varint", "none");
    const byte = bytes[next++];
    value |= (byte & 127) << shift;
    if (byte < 128) return { value, end: next };
  }
  let large = BigInt(value);
  for (let shift = 28n; ; shift += 7n) {
    if (next >= end) refuse(at, what, "the end of a varint", "none");
    const byte = bytes[next++];
    if (shift === 63n && byte > 1) refuse(at, what, "a varint of at most 64 bits", "more");
    large |= BigInt(byte & 127) << shift;
    if (byte < 128) break;
  }
  const signed = Number(BigInt.asIntN(64, large));
  if (!Number.isSafeInteger(signed))
    refuse(at, what, "a whole number that a double counts to", String(signed));
  return { value: signed, end: next };
}

/** The value of a field as a whole number. @throws FormatError naming the byte */
export function intOf(bytes: Uint8Array, { start, end, wire }: Field, what: string): number {
  if (wire !== 0) refuse(start, what, "a varint", `wire type ${wire}`);
  return readVarint(bytes, start, end, what).value;
}

/** The value of a field as a number of single precision. @throws FormatError naming the byte */
export function floatOf(bytes: Uint8Array, { start, wire }: Field, what: string): number {
  if (wire !== 5) refuse(start, what, "4 bytes", `wire type ${wire}`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(start, true);
}

/** The value of a field as bytes: a message, or packed numbers. @throws FormatError naming the byte */
export function rangeOf({ start, end, wire }: Field, what: string): Range {
  if (wire !== 2) refuse(start, what, "bytes with their length", `wire type ${wire}`);
  return { start, end };
}

/** The value of a field as a text in UTF-8. @throws FormatError naming the byte */
export function stringOf(bytes: Uint8Array, field: Field, what: string): string {
  const { start, end } = rangeOf(field, what);
  return textOf(what, bytes.subarray(start, end), start);
}

/** More than any shape or permutation has: a number takes more memory than its byte. */
const MOST_INTS = 10_000;

/** One of the whole numbers of a repeated field, or several of them packed. @throws FormatError naming the byte */
export function intsOf(bytes: Uint8Array, field: Field, what: string): number[] {
  if (field.wire === 0) return [intOf(bytes, field, what)];
  const { start, end } = rangeOf(field, what);
  const values: number[] = [];
  for (let next = start; next < end;) {
    const read = readVarint(bytes, next, end, what);
    if (values.push(read.value) > MOST_INTS) refuse(next, what, `at most ${MOST_INTS} whole numbers`, "more");
    next = read.end;
  }
  return values;
}
