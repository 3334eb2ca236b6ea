import { FormatError, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flattenRows, readNpy, writeNpy } from "../../src/npy/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";
import { anyTensors } from "../support/tensors.ts";

/** A file of version 1.0 with these words in its header, and these bytes. */
function npy(header: string, data: readonly number[] = []): Uint8Array {
  const text = `\x93NUMPY\x01\x00..${header}\n`;
  const bytes = Uint8Array.from([...Array.from(text, (letter) => letter.charCodeAt(0)), ...data]);
  new DataView(bytes.buffer).setUint16(8, header.length + 1, true);
  return bytes;
}
const array = (descr: string, shape: string, data: readonly number[], order = "False"): Uint8Array =>
  npy(`{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`, data);

describe("an array in .npy", () => {
  law("is read as it was written, to the last bit", anyTensors, (drawn) => {
    expect(readNpy(writeNpy(drawn))).toEqual(drawn);
  });

  law("is read wherever it lies in a buffer", fc.tuple(anyTensors, fc.nat(9)), ([drawn, at]) => {
    const file = writeNpy(drawn);
    const buffer = new Uint8Array(file.length + at + 3);
    buffer.set(file, at);
    expect(readNpy(buffer.subarray(at, at + file.length))).toEqual(drawn);
  });

  it("is written as NumPy does, the numbers at a multiple of 64", () => {
    const bytes = writeNpy(tensor([1.5], "f32"));
    expect(new TextDecoder("latin1").decode(bytes.subarray(10, 128))).toBe(
      `${"{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }".padEnd(117)}\n`,
    );
    expect([...bytes.subarray(0, 10)]).toEqual([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]);
    expect([...bytes.subarray(128)]).toEqual([0, 0, 192, 63]);
  });

  // prettier-ignore
  it.each<readonly [descr: string, data: readonly number[], values: readonly number[]]>([
    ["<f8", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f],             [1.5]],
    [">f8", [0x3f, 0xf8, 0, 0, 0, 0, 0, 0],             [1.5]],
    ["<f4", [0, 0, 0xc0, 0x3f],                         [1.5]],
    [">f4", [0x3f, 0xc0, 0, 0],                         [1.5]],
    ["<f2", [0, 0x3e],                                  [1.5]],
    [">f2", [0x3e, 0],                                  [1.5]],
    ["|i1", [255, 127],                                 [-1, 127]],
    ["|u1", [255, 127],                                 [255, 127]],
    ["|b1", [0, 1, 2],                                  [0, 1, 1]],
    ["<i2", [0xfe, 0xff],                               [-2]],
    [">u2", [0xfe, 0xff],                               [65279]],
    ["<i4", [0xfe, 0xff, 0xff, 0xff],                   [-2]],
    [">u4", [0xff, 0xff, 0xff, 0xfe],                   [4294967294]],
    ["<i8", [0xfe, 255, 255, 255, 255, 255, 255, 255],  [-2]],
    [">u8", [0, 0, 0, 1, 0, 0, 0, 0],                   [2 ** 32]],
  ])("holds %s", (descr, data, values) => {
    const read = readNpy(array(descr, `(${values.length},)`, data));
    expect([...read.data]).toEqual(values);
    expect(read.data).toBeInstanceOf(/f[24]/.test(descr) ? Float32Array : Float64Array);
  });

  it("may be in Fortran's order, whose first axis runs fastest", () => {
    const [I, J, K] = [2, 3, 4];
    const fortran = new Uint8Array(I * J * K);
    const expected = new Float64Array(I * J * K);
    for (let i = 0; i < I; i++)
      for (let j = 0; j < J; j++)
        for (let k = 0; k < K; k++) {
          fortran[i + I * (j + J * k)] = 100 * i + 10 * j + k;
          expected[(i * J + j) * K + k] = 100 * i + 10 * j + k;
        }
    expect(readNpy(array("|u1", "(2, 3, 4)", [...fortran], "True"))).toEqual({
      shape: [2, 3, 4],
      data: expected,
    });
  });

  it("may be in version 2.0 or 3.0, whose header may be longer", () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (), }";
    const bytes = (major: number) =>
      Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), major, 0, header.length, 0, 0, 0]);
    for (const major of [2, 3])
      expect(readNpy(Uint8Array.from([...bytes(major), ...new TextEncoder().encode(header), 7]))).toEqual(
        tensor(7),
      );
  });

  it("is read in the precision asked for", () => {
    expect(readNpy(array("|u1", "(2,)", [1, 255]), { dtype: "f32" })).toEqual(tensor([1, 255], "f32"));
  });

  it("is flattened to rows by choice: images [n, h, w] to [n, h w], a list [n] to [n, 1]", () => {
    const images = readNpy(array("|u1", "(2, 1, 3)", [1, 2, 3, 4, 5, 6]));
    expect(flattenRows(images)).toEqual(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    expect(flattenRows(tensor([5, 6])).shape).toEqual([2, 1]);
    expect(() => flattenRows(tensor(5))).toThrow("flattenRows: expected samples [n, …]; received []");
  });
});

const known = "numbers of a known size and order of bytes: f2, f4, f8, i1 … i8, u1 … u8, b1";
const read = (bytes: Uint8Array) => () => readNpy(bytes);
const good = writeNpy(tensor([1, 2]));
// prettier-ignore
describeRefusals({
  "no .npy": [
    [read(new Uint8Array()),                           'byte 0, magic: expected "\u0093NUMPY"; received ""'],
    [read(Uint8Array.from([...good.subarray(0, 6), 4, 0])), "byte 6, version: expected 1.0, 2.0 or 3.0; received 4.0"],
    [read(good.subarray(0, 6)),                        "byte 6, version: expected 1.0, 2.0 or 3.0; received undefined.undefined"],
    [read(good.subarray(0, 9)),                        "byte 8, header length: expected 2 bytes; received 1"],
    [read(good.subarray(0, 99)),                       "byte 10, header: expected 118 bytes; received 89"],
    [read(good.subarray(0, 140)),                      "byte 128, data: expected 16 bytes for shape [2]; received 12"],
    [read(Uint8Array.from([...good, 0])),              "byte 128, data: expected 16 bytes for shape [2]; received 17"],
    [read(npy("[1]")),                                 'byte 10, header: expected a dictionary {…}; received "[1]\\n"'],
    [read(npy("{'descr': '<f8'}")),                    'byte 27, header: expected the key \'fortran_order\'; received ""'],
    [read(npy("{'x': 1}")),                            "byte 11, header: expected 'descr', 'fortran_order' or 'shape'; received \"'x': 1}\\n\""],
    [read(npy("{'shape': (), 'shape': ()}")),          "byte 33, shape: expected it once; received \"()}\\n\""],
    [read(npy("{'shape': (-1,)}")),                    'byte 20, shape: expected a tuple of whole numbers; received "(-1,)}\\n"'],
    [read(npy("{'shape': (1e3,)}")),                   'byte 20, shape: expected a tuple of whole numbers; received "(1e3,)}\\n"'],
    [read(npy("{'fortran_order': 0}")),                'byte 28, fortran_order: expected True or False; received "0}\\n"'],
    [read(npy("{'descr': [('a', '<f8')]}")),           "byte 20, descr: expected the type of plain numbers, as '<f8'; received \"[('a', '<f8')]}\\n\""],
    [read(npy("{'descr': '<f8' 'shape': ()}")),        "byte 26, header: expected a comma or }; received \"'shape': ()}\\n\""],
    [read(npy("{} {}")),                               'byte 13, header: expected spaces and a line\'s end; received "{}\\n"'],
    [read(array("|O", "(1,)", [1])),                   `byte 10, descr: expected ${known}; received "|O"`],
    [read(array("<c8", "(1,)", [1])),                  `byte 10, descr: expected ${known}; received "<c8"`],
    [read(array("=f8", "(1,)", [1])),                  `byte 10, descr: expected ${known}; received "=f8"`],
    [read(array("<toString", "(1,)", [1])),            `byte 10, descr: expected ${known}; received "<toString"`],
    [read(array("<u8", "(1,)", [255, 255, 255, 255, 255, 255, 255, 255])), "byte 68, data: expected a whole number that a double counts to; received 18446744073709552000"],
    [read(array("|u1", `(${"1, ".repeat(65)})`, [1])), `byte 10, shape: expected at most 64 axes; received 65`],
    [read(array("|u1", "(999999999999999, 999999999999999)", [1])), "byte 98, data: expected 9.99999999999998e+29 bytes for shape [999999999999999, 999999999999999]; received 1"],
  ],
});

it("what is cut anywhere is refused", () => {
  for (let length = 0; length < good.length; length++)
    expect(read(good.subarray(0, length))).toThrow(FormatError);
  expect(() => readNpy("text" as never)).toThrow(new FormatError("npy", "a Uint8Array", '"text"'));
});
