import { astype, FormatError, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapParameters, numbersOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { readSparse, writeSparse } from "../../src/sparse-file/index.ts";
import { storageOf, toDense, toSparse } from "@espalier/prune/sparse";
import type { SparseNetwork } from "@espalier/prune/sparse";
import { law } from "../../../../test-setup/law.ts";
import { describeRefusals, refusalOf } from "../../../network/test/support/refusals.ts";
import { graphs } from "../../../network/test/support/graphs.ts";
import { sparseNetworks } from "../../../network/test/support/sparse.ts";

/** Numbers of any size and all their digits, −0 among them; what is 0 stays 0. */
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const anySparse: fc.Arbitrary<SparseNetwork> = fc
  .record({
    network: sparseNetworks(),
    values: fc.infiniteStream(anyNumber),
    dtype: fc.constantFrom("f64", "f32"),
    head: fc.constantFrom(undefined, "softmax", "log-softmax"),
  })
  .map(({ network, values, dtype, head }) => {
    const filled = mapParameters(network, (each) => {
      const data = each.data.map((value) => (Object.is(value, 0) ? 0 : values.next().value));
      const cast = astype({ shape: each.shape, data }, dtype);
      return { shape: cast.shape, data: cast.data.map((value) => (Number.isFinite(value) ? value : 1)) };
    });
    return head === undefined ? toSparse(filled) : { ...toSparse(filled), head };
  });

/** Graphs, with matrices of several layers. */
const anyGraph = graphs({ zeros: 0.6, ties: true, transposes: true }).map((network) => toSparse(network));

describe("a graph as bytes", () => {
  law("is read as it was written, to the last bit", anyGraph, (network) => {
    const bytes = writeSparse(network);
    expect(readSparse(bytes)).toEqual(network);
    expect(writeSparse(readSparse(bytes))).toEqual(bytes);
  });

  it("knows −0 from 0 in a constant and in a gain", () => {
    const layer = { weight: tensor([[1, 2]]), bias: tensor([0]), activation: { kind: "identity" } } as const;
    const network = toSparse({
      layers: [layer],
      graph: {
        inputs: [{ name: "x", width: 2 }],
        nodes: [
          { name: "c", op: "constant", from: [], values: [-0, 1 / 3] },
          { name: "sum", op: "add", from: ["x", "c"] },
          { name: "norm", op: "rms-normalization", from: ["sum"], gain: tensor([-0, 2]), epsilon: 1e-5 },
          { name: "y", op: "layer", layer: 0, from: ["norm"] },
        ],
        outputs: [{ name: "y", from: "y", weight: 2, head: "softmax" }],
      },
    });
    expect(readSparse(writeSparse(network))).toEqual(network);
  });

  const overwritten = fc.record({
    network: anyGraph,
    changes: fc.array(fc.record({ at: fc.nat(2000), value: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
    cut: fc.nat(40),
  });
  law("is refused with a FormatError, or read as a network, bytes overwritten", overwritten, (drawn) => {
    const changed = writeSparse(drawn.network);
    for (const { at, value } of drawn.changes) changed[at % changed.length] = value;
    const received = changed.subarray(0, changed.length - (drawn.cut > 20 ? drawn.cut : 0));
    const refusal = refusalOf(() => toDense(readSparse(received)));
    if (refusal !== undefined) expect(refusal).toBeInstanceOf(FormatError);
  });
});

describe("a sparse network as bytes", () => {
  law("is read as it was written, to the last bit", anySparse, (network) => {
    expect(readSparse(writeSparse(network))).toEqual(network);
  });

  law("is written as it was read", anySparse, (network) => {
    const bytes = writeSparse(network);
    expect(writeSparse(readSparse(bytes))).toEqual(bytes);
  });

  law("is read wherever it lies in a buffer", fc.record({ network: anySparse, at: fc.nat(9) }), (drawn) => {
    const written = writeSparse(drawn.network);
    const buffer = new Uint8Array(written.length + 9).fill(255);
    buffer.set(written, drawn.at);
    expect(readSparse(buffer.subarray(drawn.at, drawn.at + written.length))).toEqual(drawn.network);
  });

  law("has as many bytes as storageOf says, a header, and one for each layer", anySparse, (network) => {
    const numbers = network.layers.reduce((sum, { activation: { kind } }) => sum + numbersOf(kind).length, 0);
    const layers = storageOf(network);
    const all = layers.reduce((sum, { bytes, form, otherBytes }) => sum + bytes[form] + otherBytes + 20, 24);
    expect(writeSparse(network).length).toBe(all + 8 * numbers);
  });
});

const identity = { kind: "identity" } as const;
/** A layer in each form: rows, bits, dense. */
const example: Network = {
  layers: [
    {
      weight: tensor([[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]], "f32"), // prettier-ignore
      bias: tensor([1], "f32"),
      activation: { kind: "prelu", slope: tensor([0.5], "f32") },
    },
    {
      weight: tensor([[1], [0], [0], [0], [0], [0], [0], [0], [2]], "f32"), // prettier-ignore
      bias: tensor([0, 0, 0, 0, 0, 0, 0, 0, 0], "f32"),
      activation: identity,
    },
    { weight: tensor([[1, 2, 3, 4, 5, 6, 7, 8, 9]], "f32"), bias: tensor([-1], "f32"), activation: identity },
  ],
};
const bytes = writeSparse({ ...toSparse(example), head: "softmax" });

it("the bytes are a header, and for each layer sizes, form, activation, biases, slopes and the weight", () => {
  const view = new DataView(bytes.buffer);
  const wholes = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, at) => view.getUint32(from + 4 * at, true));
  const singles = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, at) => view.getFloat32(from + 4 * at, true));
  expect(String.fromCharCode(...bytes.subarray(0, 8))).toBe("espspars");
  expect(wholes(8, 4)).toEqual([1, 4, 1, 3]); // version, bytes of a number, softmax, layers
  expect(wholes(24, 5)).toEqual([1, 25, 1, 2, 1]); // I, J, csr, prelu, slopes
  expect(singles(44, 2)).toEqual([1, 0.5]);
  expect([...bytes.subarray(52, 54)]).toEqual([1, 16]); // one entry, in column 16
  expect(singles(54, 1)).toEqual([5]);
  expect(wholes(58, 5)).toEqual([9, 1, 2, 0, 0]); // a bitmap
  expect([...bytes.subarray(78 + 36, 78 + 38)]).toEqual([0b1, 0b1]);
  expect(singles(116, 2)).toEqual([1, 2]);
  expect(wholes(124, 5)).toEqual([1, 9, 0, 0, 0]); // dense
  expect(singles(144, 10)).toEqual([-1, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(bytes.length).toBe(184);
});

/** The bytes of the example with others written over them. */
const withBytes =
  (at: number, ...values: number[]): (() => unknown) =>
  () => {
    const changed = bytes.slice();
    changed.set(values, at);
    return readSparse(changed);
  };
const with32 =
  (at: number, value: number): (() => unknown) =>
  () => {
    const changed = bytes.slice();
    new DataView(changed.buffer).setUint32(at, value, true);
    return readSparse(changed);
  };
const [NAN, ZERO] = [[0, 0, 192, 127], [0, 0, 0, 0]]; // prettier-ignore
const whole = (least: number, most: number): string => `a whole number from ${least} to ${most}`;
const most = 2 ** 32 - 1;

// prettier-ignore
describeRefusals({
  "bytes that are not a sparse network": [
    [withBytes(0, 65),             'byte 0, format: expected "espspars"; received "Aspspars"'],
    [with32(8, 3),                 `byte 8, version: expected ${whole(1, 2)}; received 3`],
    [with32(12, 2),                "byte 12, bytes of a number: expected 4 or 8; received 2"],
    [with32(16, 3),                `byte 16, head: expected ${whole(0, 2)}; received 3`],
    [with32(20, 0),                `byte 20, layers: expected ${whole(1, most)}; received 0`],
    [with32(20, most),             "byte 184, layers[3].I: expected 4 bytes; received 0"],
    [with32(24, 0),                `byte 24, layers[0].I: expected ${whole(1, most)}; received 0`],
    [with32(24, most),             `byte 44, layers[0].bias: expected ${4 * most} bytes; received 140`],
    [with32(62, 2),                `byte 62, layers[1].J: expected ${whole(1, 1)}; received 2`],
    [with32(32, 3),                `byte 32, layers[0].form: expected ${whole(0, 2)}; received 3`],
    [with32(36, 25),               `byte 36, layers[0].activation: expected ${whole(0, 24)}; received 25`],
    [with32(36, 0),                "byte 40, layers[0].slopes: expected 0, as there are none in identity; received 1"],
    [with32(40, 0),                "byte 40, layers[0].slopes: expected 1 or 1; received 0"],
    [withBytes(44, ...NAN),        "byte 44, layers[0].bias: expected a finite number; received NaN"],
    [withBytes(48, ...NAN),        "byte 48, layers[0].slope: expected a finite number; received NaN"],
    [withBytes(52, 26),            "byte 52, layers[0].lengths: expected at most 25 entries in row 0; received 26"],
    [withBytes(53, 25),            "byte 53, layers[0].columns: expected a column from 0 to 24 in row 0; received 25"],
    [withBytes(52, 2, 16, 16),     "byte 54, layers[0].columns: expected a column from 17 to 24 in row 0; received 16"],
    [withBytes(54, ...NAN),        "byte 54, layers[0].entries: expected a finite number; received NaN"],
    [withBytes(54, ...ZERO),       "byte 54, layers[0].entries: expected a number other than 0; received 0"],
    [withBytes(115, 3),            "byte 115, layers[1].bits: expected no bit beyond 9; received bit 9"],
    [withBytes(116, ...ZERO),      "byte 116, layers[1].entries: expected a number other than 0; received 0"],
    [withBytes(180, ...NAN),       "byte 180, layers[2].weight: expected a finite number; received NaN"],
    [with32(28, most),             "byte 56, layers[0].columns: expected 16388 bytes; received 128"], // indices of four bytes, 4097 in the row
    [() => readSparse(bytes.subarray(0, 7)),          "byte 0, format: expected 8 bytes; received 7"],
    [() => readSparse(bytes.subarray(0, 183)),        "byte 148, layers[2].weight: expected 36 bytes; received 35"],
    [() => readSparse(Uint8Array.of(...bytes, 0)),    "byte 184, end: expected no more bytes; received 1"],
    [() => readSparse("x" as unknown as Uint8Array),  'sparse network: expected a Uint8Array; received "x"'],
  ],
});

describe("damaged bytes", () => {
  law("are refused with a FormatError wherever they end too soon", anySparse, (network) => {
    const all = writeSparse(network);
    for (let length = 0; length < all.length; length++)
      expect(refusalOf(() => readSparse(all.subarray(0, length)))).toBeInstanceOf(FormatError);
  });

  it("are read as something else, or refused with a FormatError, whichever bit is flipped", () => {
    const intact = readSparse(bytes);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      const refusal = refusalOf(() => expect(readSparse(changed)).not.toEqual(intact));
      if (refusal !== undefined) expect(refusal).toBeInstanceOf(FormatError);
    }
  });

  const overwritten = fc.record({
    network: anySparse,
    changes: fc.array(
      fc.record({ at: fc.nat(400), value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 255)) }),
      { minLength: 1, maxLength: 6 },
    ),
    cut: fc.nat(20),
  });
  law("are refused with a FormatError, or read as a network: bytes overwritten", overwritten, (drawn) => {
    const changed = writeSparse(drawn.network);
    for (const { at, value } of drawn.changes) changed[at % changed.length] = value;
    const received = changed.subarray(0, changed.length - (drawn.cut > 10 ? drawn.cut : 0));
    const refusal = refusalOf(() => writeSparse(readSparse(received)));
    if (refusal !== undefined) expect(refusal).toBeInstanceOf(FormatError);
  });

  it("a small file that means a large network is read small, and not written out unasked", () => {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    view.setUint32(28, 255, true); // J, of which rows still have indices of one byte
    expect(readSparse(changed).layers[0].shape).toEqual([1, 255]);
    expect(() => toDense(readSparse(changed), { bytes: 1000 })).toThrow("at most 1000 bytes");
  });
});
