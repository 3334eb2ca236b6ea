import { FormatError, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { flattenRows, readIdx, readIdxBytes } from "../../src/idx/index.ts";

const idx = (type: number, shape: readonly number[], data: readonly number[]): Uint8Array =>
  Uint8Array.from([0, 0, type, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...data]);

describe("an array in IDX", () => {
  // prettier-ignore
  it.each<readonly [type: number, data: readonly number[], values: readonly number[]]>([
    [0x08, [255, 1],                        [255, 1]],
    [0x09, [255, 1],                        [-1, 1]],
    [0x0b, [0xff, 0xfe],                    [-2]],
    [0x0c, [0xff, 0xff, 0xff, 0xfe],        [-2]],
    [0x0d, [0x3f, 0xc0, 0, 0],              [1.5]],
    [0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0],  [1.5]],
  ])("holds type %i, big-endian", (type, data, values) => {
    const read = readIdx(idx(type, [values.length], data));
    expect([...read.data]).toEqual(values);
    expect(read.data).toBeInstanceOf(type === 0x0d ? Float32Array : Float64Array);
    expect(readIdx(idx(type, [values.length], data), { dtype: "f32" }).data).toBeInstanceOf(Float32Array);
  });

  it("of images is flattened to rows by choice", () => {
    const images = readIdx(idx(8, [2, 1, 2], [1, 2, 3, 4]));
    expect(images.shape).toEqual([2, 1, 2]);
    expect(flattenRows(images)).toEqual(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
  });

  it("of bytes may be read as a view", () => {
    const bytes = idx(8, [2], [3, 4]);
    const { data } = readIdxBytes(bytes);
    expect(data.buffer).toBe(bytes.buffer);
  });

  it("is refused when it is damaged", () => {
    const refusals: readonly (readonly [Uint8Array, FormatError])[] = [
      [
        idx(7, [1], [1]),
        new FormatError(
          "idx, element type at byte 2",
          "a type of this format",
          "0x07 (no type of this format)",
        ),
      ],
      [
        idx(0x0c, [2], [0, 0, 0, 1]),
        new FormatError("idx, data at byte 8", "8 bytes for shape [2]", "4 bytes"),
      ],
      [idx(8, [], []), new FormatError("idx, rank at byte 3", "at least one axis", "0")],
    ];
    for (const [bytes, error] of refusals) expect(() => readIdx(bytes)).toThrow(error);
    expect(() => readIdxBytes(idx(9, [1], [1]))).toThrow(FormatError);
  });
});
