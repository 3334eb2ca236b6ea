import * as fc from "fast-check";
import type { ByteArray } from "@espalier/formats/idx";

/** An array as an IDX file; `type` is the code of its elements, 8 for unsigned bytes. */
export function writeIdx({ shape, data }: ByteArray, type = 8): Uint8Array<ArrayBuffer> {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + data.length);
  const header = new DataView(bytes.buffer);
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  for (const [axis, size] of shape.entries()) header.setUint32(4 + 4 * axis, size);
  bytes.set(data, start);
  return bytes;
}

/** Arrays of up to three axes, empty ones among them. */
export const byteArrays: fc.Arbitrary<ByteArray> = fc
  .array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 })
  .chain((shape) => {
    const length = shape.reduce((size, axis) => size * axis, 1);
    return fc.record({
      shape: fc.constant(shape),
      data: fc.uint8Array({ minLength: length, maxLength: length }),
    });
  });
