import { allocate, showShape, sizeOf } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { brainToNumber, halfToNumber, bytesEach, dtypeFor, readNumbers, refuse } from "@espalier/files/bytes";
import type { Precision } from "@espalier/files";
import { readVarint } from "@espalier/files/protobuf";
import type { Field } from "@espalier/files/protobuf";
import { rawOf } from "./external.ts";
import type { ModelBytes } from "./external.ts";
import type { StoredTensor } from "./model.ts";

/** The codes of TensorProto.DataType that are read, and the field that may hold such numbers one by one. */
// prettier-ignore
export const types: readonly { readonly precision: Precision; readonly code: number; readonly field: number }[] = [
  { precision: "f32", code: 1,  field: 4 },  // float_data
  { precision: "f16", code: 10, field: 5 },  // int32_data, with the 16 bits
  { precision: "f64", code: 11, field: 10 }, // double_data
  { precision: "bf16", code: 16, field: 5 }, // int32_data, with the 16 bits
];

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
  bytes: ModelBytes,
  stored: StoredTensor,
): Tensor & { readonly precision: Precision } {
  const { at, name, dims, type, typed } = stored;
  const known = types.find(({ code }) => code === type);
  if (known === undefined) return refuse(at, name, "float, double, float16 or bfloat16", typeName(type));
  const { precision, field } = known;
  const shape = { shape: dims, precision };
  const each = bytesEach(precision);
  const size = sizeOf(dims);
  const raw = rawOf(bytes, stored);
  if (raw !== undefined) {
    const { start, end } = raw.range;
    checkSize(stored, start, size * each, end - start);
    return { ...shape, data: readNumbers(name, raw.bytes.subarray(start, end), start, precision) };
  }
  for (const { number, start } of typed)
    if (number !== field) refuse(start, name, `${typeName(type)} in field ${field}`, `field ${number}`);
  if (each === 2) return { ...shape, data: halvesOf(bytes.own, stored, size, precision) };
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
    const part = readNumbers(name, bytes.own.subarray(start, end), start, precision);
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
function halvesOf(
  bytes: Uint8Array,
  { at, name, typed }: StoredTensor,
  size: number,
  precision: Precision,
): Float32Array {
  const numberOf = precision === "bf16" ? brainToNumber : halfToNumber;
  // A varint takes a byte at least, so the bytes bound how many numbers there are. This is checked before memory is taken.
  const most = typed.reduce((sum, { start, end }) => sum + end - start, 0);
  if (!(size <= most)) refuse(at, name, `${size} numbers`, `${most} bytes`);
  const values = new Float32Array(size);
  let count = 0;
  for (const bits of varintsOf(bytes, typed, name)) {
    const value = bits.value >= 0 && bits.value < 65536 ? numberOf(bits.value) : NaN;
    if (!Number.isFinite(value)) refuse(bits.at, name, "the 16 bits of a finite number", String(bits.value));
    values[count++] = value;
  }
  if (count !== size) refuse(at, name, `${size} numbers`, `${count}`);
  return values;
}

const MOST_WHOLES = 10_000;

/**
 * The numbers of a tensor of whole numbers or truths, which shapes are computed with.
 *
 * @throws FormatError when it has other numbers, or many
 */
export function wholesOf(bytes: ModelBytes, stored: StoredTensor): number[] {
  const { at, name, dims, type, typed } = stored;
  const each = wholes.get(type);
  const size = sizeOf(dims);
  if (each === undefined || !(size <= MOST_WHOLES))
    return refuse(
      at,
      name,
      `at most ${MOST_WHOLES} numbers of int64, int32 or bool`,
      `${typeName(type)} ${showShape(dims)}`,
    );
  const values: number[] = [];
  const raw = rawOf(bytes, stored);
  if (raw === undefined) for (const { value } of varintsOf(bytes.own, typed, name)) values.push(value);
  else {
    const { start, end } = raw.range;
    checkSize(stored, start, size * each, end - start);
    const view = new DataView(raw.bytes.buffer, raw.bytes.byteOffset, raw.bytes.byteLength);
    for (let next = start; next < end; next += each)
      values.push(
        each === 8
          ? Number(view.getBigInt64(next, true))
          : each === 4
            ? view.getInt32(next, true)
            : view.getUint8(next),
      );
  }
  if (values.length !== size) refuse(at, name, `${size} numbers`, `${values.length}`);
  return values;
}

/** Bytes of a number of bool, int32 and int64, by their codes. */
const wholes: ReadonlyMap<number, number> = new Map([
  [9, 1],
  [6, 4],
  [7, 8],
]);

/** What a network computes in whose samples have a type. */
export const dtypeOfType = (code: number): DType =>
  dtypeFor(types.find((type) => type.code === code)?.precision ?? "f32");

/** Whether a type is of floats. */
export const isFloat = (code: number): boolean => types.some((type) => type.code === code);

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
