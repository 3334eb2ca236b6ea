import { gzipSync } from "node:zlib";
import { FormatError, sizeOf } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../test-setup/law.ts";
import { readIdx } from "../src/data/mnist/idx.ts";
import type { ByteArray } from "@espalier/formats/idx";
import { byteArrays, writeIdx } from "./support/idx.ts";

const array: ByteArray = { shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const plain = writeIdx(array);
/** The file cut or lengthened to so many bytes. */
const resized = (bytes: Uint8Array, length: number): Uint8Array => {
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
};
const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte));
const expectRefusal = (bytes: Uint8Array): void => expect(() => readIdx(bytes, "f")).toThrow(FormatError);

describe("readIdx", () => {
  it("reads what the format's description shows", () => {
    const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
    expect(readIdx(bytes, "f")).toEqual(array);
    expect(plain).toEqual(bytes);
  });

  law("is the inverse of writing, packed or not", byteArrays, (drawn) => {
    expect(readIdx(writeIdx(drawn), "f")).toEqual(drawn);
    const { shape, data } = readIdx(gzipSync(writeIdx(drawn)), "f");
    expect({ shape, data: Uint8Array.from(data) }).toEqual(drawn);
  });

  law("is a view of plain bytes, wherever in a buffer they are", byteArrays, (drawn) => {
    const file = writeIdx(drawn);
    const buffer = new Uint8Array(file.length + 3);
    buffer.set(file, 3);
    const { data } = readIdx(buffer.subarray(3), "f");
    expect(data).toEqual(drawn.data);
    expect(data.buffer).toBe(buffer.buffer);
  });

  it("reads sizes as unsigned: 2³¹ and more are not negative", () => {
    const empty: ByteArray = { shape: [0, 2 ** 32 - 1], data: new Uint8Array() };
    expect(readIdx(writeIdx(empty), "f")).toEqual(empty);
  });
});

describe("a broken file is a FormatError", () => {
  law("wherever it is cut, packed or not", byteArrays, (drawn) => {
    const file = writeIdx(drawn);
    for (const bytes of [file, gzipSync(file)])
      for (let length = 0; length < bytes.length; length++) expectRefusal(bytes.subarray(0, length));
  });

  law("when bytes follow", fc.tuple(byteArrays, fc.integer({ min: 1, max: 9 })), ([drawn, extra]) => {
    const file = writeIdx(drawn);
    const longer = resized(file, file.length + extra);
    expectRefusal(longer);
    expectRefusal(gzipSync(longer));
  });

  law(
    "or its header still fits its data, whichever byte changes",
    fc.tuple(byteArrays, fc.nat(), fc.nat(255)),
    (drawn) => {
      const [original, position, value] = drawn;
      const file = writeIdx(original);
      const headerBytes = 4 + 4 * original.shape.length;
      try {
        const { shape, data } = readIdx(changed(file, position % headerBytes, value), "f");
        expect(data.length).toBe(sizeOf(shape));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    },
  );

  law(
    "or unpacks to the same, whichever byte of its gzip changes",
    fc.tuple(byteArrays, fc.nat(), fc.nat(255)),
    (drawn) => {
      const [original, position, value] = drawn;
      const packed = gzipSync(writeIdx(original));
      try {
        const { shape, data } = readIdx(changed(packed, position % packed.length, value), "f");
        expect({ shape, data: Uint8Array.from(data) }).toEqual(original);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    },
  );

  const bomb = gzipSync(resized(plain, 2 ** 24));
  /** Their product is more than a double can hold. */
  const many = Array.from({ length: 33 }, () => 2 ** 32 - 1);
  const claim = (...shape: number[]): Uint8Array => writeIdx({ shape, data: new Uint8Array() });
  it.each<readonly [string, Uint8Array, string, string, string]>([
    ["is empty", new Uint8Array(), "magic number at byte 0", "4 bytes", "0 bytes"],
    ["is text", Buffer.from("<html>"), "magic number at byte 0", "two bytes 0", "60 and 104"],
    ["begins with 0 and more", changed(plain, 1, 8), "magic number at byte 0", "two bytes 0", "0 and 8"],
    ["holds floats", writeIdx(array, 0x0d), "element type at byte 2", "0x08 (unsigned byte)", "0x0d (float)"],
    [
      "holds no type",
      writeIdx(array, 7),
      "element type at byte 2",
      "a type of this format",
      "0x07 (no type of this format)",
    ],
    ["has no axis", Uint8Array.of(0, 0, 8, 0), "rank at byte 3", "at least one axis", "0"],
    ["ends in a size", plain.subarray(0, 10), "sizes at byte 4", "8 bytes for 2 axes", "6 bytes"],
    ["ends in the data", plain.subarray(0, 16), "data at byte 12", "6 bytes for shape [2, 3]", "4 bytes"],
    ["goes on", resized(plain, 20), "data at byte 12", "6 bytes for shape [2, 3]", "8 bytes"],
    [
      "claims 2³⁰ bytes",
      claim(2 ** 30),
      "data at byte 8",
      "1073741824 bytes for shape [1073741824]",
      "0 bytes",
    ],
    [
      "claims more",
      claim(2 ** 30 + 1),
      "sizes at byte 4",
      "a shape of at most 1073741824 bytes",
      "[1073741825]",
    ],
    [
      "claims infinity times nothing",
      claim(...many, 0),
      "sizes at byte 4",
      "a shape of at most 1073741824 bytes",
      `[${many.join(", ")}, 0]`,
    ],
    [
      "claims more, packed",
      gzipSync(claim(2 ** 16, 2 ** 15)),
      "sizes at byte 4",
      "a shape of at most 1073741824 bytes",
      "[65536, 32768]",
    ],
    [
      "is cut before packing",
      gzipSync(plain.subarray(0, 16)),
      "data at byte 12",
      "6 bytes for shape [2, 3]",
      "4 bytes",
    ],
    [
      "unpacks to a thousand times its size",
      bomb,
      "gzip at byte 0",
      "at most 18 bytes inside, as the header there says",
      "more",
    ],
    [
      "has a wrong check sum",
      changed(gzipSync(plain), gzipSync(plain).length - 8, 0),
      "gzip at byte 0",
      "an unharmed gzip stream",
      "incorrect data check",
    ],
  ])("that %s, and the error says where", (_, bytes, place, expected, received) => {
    const name = bytes[0] === 0x1f && !place.startsWith("gzip") ? "f.gz (unpacked)" : "f.gz";
    expect(() => readIdx(bytes, "f.gz")).toThrow(new FormatError(`${name}, ${place}`, expected, received));
  });
});
