import { bytesOf } from "../bytes/text.ts";

/** A field, or several, as bytes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Some bytes behind one another. */
export function join(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let next = 0;
  for (const part of parts) {
    whole.set(part, next);
    next += part.length;
  }
  return whole;
}

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...bytes, Number(rest));
}

const tag = (number: number, wire: number): Bytes => varint(number * 8 + wire);

/** A whole number; one < 0 in 64 bits. */
export const intField = (number: number, value: number): Bytes => join([tag(number, 0), varint(value)]);

/** Some bytes with their length. */
export const bytesField = (number: number, value: Bytes): Bytes =>
  join([tag(number, 2), varint(value.length), value]);

/** A text in UTF-8. */
export const textField = (number: number, text: string): Bytes => bytesField(number, bytesOf(text));

/** A message of these fields. */
export const messageField = (number: number, fields: readonly Bytes[]): Bytes =>
  bytesField(number, join(fields));

/** A number of single precision. */
export function floatField(number: number, value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return join([tag(number, 5), bytes]);
}
