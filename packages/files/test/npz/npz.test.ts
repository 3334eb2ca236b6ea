import { FormatError, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { writeNpy } from "../../src/npy/index.ts";
import { readNpz, writeNpz } from "../../src/npz/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { anyTensors } from "../support/tensors.ts";

const archives: fc.Arbitrary<ReadonlyMap<string, Tensor>> = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[a-zé_][a-z0-9_é]{0,6}$/), anyTensors), {
    selector: ([name]) => name,
    maxLength: 4,
  })
  .map((entries) => new Map(entries));

const ones = { shape: [1000], data: new Float64Array(1000).fill(1) };
const example = new Map<string, Tensor>([
  ["x", ones],
  ["y", tensor([2])],
]);
const packed = writeNpz(example);
const stored = zipSync({ "x.npy": [writeNpy(ones), { level: 0 }] });

/** Where a mark of the format is, the last of its kind. */
const placeOf = (bytes: Uint8Array, mark: number): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = bytes.length - 4; at >= 0; at--) if (view.getUint32(at, true) === mark) return at;
  return -1;
};
const MEMBER = 0x02014b50;
const END = 0x06054b50;
/** The archive with a number written over one of its last member's fields. */
const changed = (bytes: Uint8Array, mark: number, field: number, size: 2 | 4, value: number) => () => {
  const copy = bytes.slice();
  const at = placeOf(copy, mark) + field;
  if (size === 2) new DataView(copy.buffer).setUint16(at, value, true);
  else new DataView(copy.buffer).setUint32(at, value, true);
  return readNpz(copy);
};

describe("arrays in .npz", () => {
  law("are read as they were written, to the last bit", archives, (drawn) => {
    expect(readNpz(writeNpz(drawn))).toEqual(drawn);
  });

  it("have any name that fits an archive: numbers, line ends, spaces, another alphabet", () => {
    for (const name of ["1", "", " a\r\n", "__proto__", "é😀", "x".repeat(65_531)]) {
      const held = new Map([["z", tensor([1])], [name, tensor([2])]]); // prettier-ignore
      expect(readNpz(writeNpz(held))).toEqual(held);
    }
    const refused = (name: string) => () => writeNpz(new Map([[name, ones]]));
    const names = "writeNpz: expected names in Unicode of at most 65531 bytes";
    expect(refused("é".repeat(32_766))).toThrow(`${names}; received one of 65532 bytes`);
    expect(refused("half \ud83d")).toThrow(`${names}; received "half \\ud83d"`);
  });

  it("may be stored as they are", () => {
    expect(readNpz(stored).get("x")).toEqual(ones);
    const plain = writeNpz(example, { level: 0 });
    expect(plain.length).toBeGreaterThan(8000);
    expect(readNpz(plain)).toEqual(example);
  });

  it("are the same bytes each time, and smaller than what they hold", () => {
    expect(writeNpz(example)).toEqual(packed);
    expect(packed.length).toBeLessThan(1000);
  });

  it("are read in the precision asked for", () => {
    expect(readNpz(packed, { dtype: "f32" }).get("y")).toEqual(tensor([2], "f32"));
  });
});

describe("no .npz, and refused:", () => {
  it("what is cut anywhere", () => {
    for (let length = 0; length < packed.length; length++)
      expect(() => readNpz(packed.subarray(0, length))).toThrow(FormatError);
  });

  it("arrays that are larger together than the caller wants, or their archive lets expect", () => {
    expect(() => readNpz(packed, { most: 8000 })).toThrow(/at most 8000 bytes in all; received 8128$/);
    // The directory claims a byte more than 64 MiB, which 80,000 packed bytes might hold; nothing is unpacked to find out.
    const noise = Uint8Array.from({ length: 80_000 }, (_, index) => (index * index * 2654435761) >>> 24);
    const large = zipSync({ "y.npy": [noise, { level: 1 }] });
    expect(changed(large, MEMBER, 24, 4, 2 ** 26 + 1)).toThrow(
      /size of y\.npy: expected at most 67108864 bytes in all; received 67108865$/,
    );
  });

  // prettier-ignore
  it.each<readonly [what: string, read: () => unknown, message: RegExp]>([
    ["a size that its bytes cannot reach", changed(packed, MEMBER, 24, 4, 2 ** 26), /size of y\.npy: expected what \d+ packed bytes can hold; received 67108864$/],
    ["a size that is not the real one",    changed(packed, MEMBER, 24, 4, 200),     /size of y\.npy: expected 136; received 200$/],
    ["one less than the real one",         changed(packed, MEMBER, 24, 4, 135),     /check sum of y\.npy: expected/],
    ["a stored size that is another",      changed(stored, MEMBER, 24, 4, 10),      /size of x\.npy: expected what 8128 packed bytes can hold; received 10$/],
    ["a wrong check sum",                  changed(packed, MEMBER, 16, 4, 7),       /check sum of y\.npy: expected \d+; received 7$/],
    ["another method",                     changed(packed, MEMBER, 10, 2, 12),      /method of y\.npy: expected 0 \(stored\) or 8 \(deflate\); received 12$/],
    ["an encrypted file",                  changed(packed, MEMBER, 8, 2, 1),        /flags: expected a file that is not encrypted; received one that is$/],
    ["zip64",                              changed(packed, MEMBER, 20, 4, 2 ** 32 - 1), /sizes: expected an archive of less than 4 GB; received zip64$/],
    ["two files in one place",             changed(packed, MEMBER, 42, 4, 0),       /place of y\.npy: expected at least \d+, behind the file before it; received 0$/],
    ["a file in the directory",            changed(packed, MEMBER, 42, 4, 400),     /: expected .+; received/],
    ["a directory elsewhere",              changed(packed, END, 16, 4, 5),          /directory: expected it to end at byte \d+; received byte/],
    ["too many files",                     changed(packed, END, 10, 2, 3),          /files: expected 2, as the directory has; received 3$/],
    ["one part of several",                changed(packed, END, 4, 2, 1),           /disk: expected an archive in one part; received several$/],
    ["another mark in the directory",      changed(packed, MEMBER, 0, 4, 1),        /directory: expected the mark of a file; received 0x1$/],
    ["a long name",                        changed(packed, MEMBER, 28, 2, 999),     /directory: expected at most \d+ bytes for a file; received 1045$/],
    ["a text",                             () => readNpz(zipSync({ "a.txt": new Uint8Array(3) })), /name: expected a file \.npy; received "a\.txt"$/],
    ["a damaged array",                    () => readNpz(zipSync({ "a.npy": new Uint8Array(3) })), /^a\.npy, byte 0, magic: expected/],
    ["nothing",                            () => readNpz(new Uint8Array()),         /^byte 0, zip: expected the record that ends an archive; received none$/],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});
