import { allocate, showShape, sizeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { halfToNumber } from "../half.ts";
import type { Precision } from "../network-file.ts";
import { bytesEach, dtypeFor, readNumbers } from "../numbers.ts";
import { readVarint } from "../protobuf/read.ts";
import type { Field } from "../protobuf/read.ts";
import { refuse } from "../refuse.ts";
import type { StoredTensor } from "./model.ts";

/** The codes of TensorProto.DataType that are read, and the field that may hold such numbers one by one. */
// prettier-ignore
export const types: readonly { readonly precision: Precision; readonly code: number; readonly field: number }[] = [
  { precision: "f32", code: 1,  field: 4 },  // float_data
  { precision: "f16", code: 10, field: 5 },  // int32_data, with the 16 bits
  { precision: "f64", code: 11, field: 10 }, // double_data
];

const INT64 = 7;

/** What a code means, for errors. */
const NAMES =
  "undefined float uint8 int8 uint16 int16 int32 int64 string bool float16 double uint32 uint64 complex64 complex128 bfloat16".split(
    " ",
  );
export const typeName = (code: number): string => NAMES[code] ?? `type ${code}`;

/**
 * The numbers of a tensor of floats.
 *
 * @throws FormatError naming the tensor and the byte
 */
export function floatsOf(
  bytes: Uint8Array,
  stored: StoredTensor,
): Tensor & { readonly precision: Precision } {
  const { at, name, dims, type, raw, typed } = stored;
  const known = types.find(({ code }) => code === type);
  if (known === undefined) return refuse(at, name, "float, double or float16", typeName(type));
  const { precision, field } = known;
  const shape = { shape: dims, precision };
  const each = bytesEach(precision);
  const size = sizeOf(dims);
  if (raw !== undefined) {
    checkSize(stored, raw.start, size * each, raw.end - raw.start);
    return { ...shape, data: readNumbers(name, bytes.subarray(raw.start, raw.end), raw.start, precision) };
  }
  for (const { number, start } of typed)
    if (number !== field) refuse(start, name, `${typeName(type)} in field ${field}`, `field ${number}`);
  if (precision === "f16") return { ...shape, data: halvesOf(bytes, stored, size) };
  // Packed, or each with a tag of its own: either way its bytes are there.
  checkSize(
    stored,
    at,
    size * each,
    typed.reduce((sum, { start, end }) => sum + end - start, 0),
  );
  const data = allocate(size, dtypeFor(precision));
  let next = 0;
  for (const { start, end } of typed) {
    if ((end - start) % each !== 0) refuse(start, name, `a multiple of ${each} bytes`, `${end - start}`);
    const part = readNumbers(name, bytes.subarray(start, end), start, precision);
    data.set(part, next);
    next += part.length;
  }
  return { ...shape, data };
}

function checkSize({ name, dims }: StoredTensor, at: number, expected: number, received: number): void {
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(expected === received)) refuse(at, name, `${expected} bytes for ${showShape(dims)}`, `${received}`);
}

/** Varints, each the 16 bits of a number. */
function halvesOf(bytes: Uint8Array, { at, name, typed }: StoredTensor, size: number): Float32Array {
  // A varint takes a byte at least: so many numbers there may be, before memory is taken for them.
  const most = typed.reduce((sum, { start, end }) => sum + end - start, 0);
  if (!(size <= most)) refuse(at, name, `${size} numbers`, `${most} bytes`);
  const values = new Float32Array(size);
  let count = 0;
  for (const bits of varintsOf(bytes, typed, name)) {
    const value = bits.value >= 0 && bits.value < 65536 ? halfToNumber(bits.value) : NaN;
    if (!Number.isFinite(value)) refuse(bits.at, name, "the 16 bits of a finite number", String(bits.value));
    values[count++] = value;
  }
  if (count !== size) refuse(at, name, `${size} numbers`, `${count}`);
  return values;
}

/**
 * The numbers of a list of whole numbers, as Reshape takes it.
 *
 * @throws FormatError when it is none, or long
 */
export function integersOf(bytes: Uint8Array, stored: StoredTensor): number[] {
  const { at, name, dims, type, raw, typed } = stored;
  if (type !== INT64 || dims.length !== 1 || dims[0] > 16)
    return refuse(at, name, "a list of at most 16 int64", `${typeName(type)} ${showShape(dims)}`);
  const values: number[] = [];
  if (raw === undefined) for (const { value } of varintsOf(bytes, typed, name)) values.push(value);
  else {
    checkSize(stored, raw.start, dims[0] * 8, raw.end - raw.start);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let next = raw.start; next < raw.end; next += 8) values.push(Number(view.getBigInt64(next, true)));
  }
  if (values.length !== dims[0]) refuse(at, name, `${dims[0]} numbers`, `${values.length}`);
  return values;
}

function* varintsOf(
  bytes: Uint8Array,
  typed: readonly Field[],
  name: string,
): Generator<{ readonly at: number; readonly value: number }> {
  for (const { start, end, wire } of typed) {
    if (wire !== 0 && wire !== 2) refuse(start, name, "varints", `wire type ${wire}`);
    for (let next = start; next < end;) {
      const { value, end: after } = readVarint(bytes, next, end, name);
      yield { at: next, value };
      next = after;
    }
  }
}
