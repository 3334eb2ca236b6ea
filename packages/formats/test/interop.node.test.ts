import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { astype } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { withHead } from "../interop/head.ts";
import { flattenRows, readNpz } from "../../files/src/npz/index.ts";
import { readOnnx, writeOnnx } from "../../onnx/src/index.ts";
import { readSafetensors, writeSafetensors } from "../src/safetensors/index.ts";
import { forward } from "@espalier/network";
import type { NetworkFile } from "@espalier/files";
import { outputRoundoff } from "../../network/test/support/roundoff.ts";

// Files that PyTorch, onnx and NumPy made: fixtures/interop/make.py.

const folder = fileURLToPath(new URL("./fixtures/interop/", import.meta.url));
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));

/** The largest difference from the outputs that came with a file, of what is allowed and of the largest output. */
function differences(
  { network, head }: NetworkFile,
  name: string,
): readonly [ofBound: number, ofLargest: number] {
  const arrays = readNpz(bytesOf(`${name}.npz`));
  const [inputs, outputs] = [arrays.get("inputs"), arrays.get("outputs")];
  if (inputs === undefined || outputs === undefined) throw new Error(`${name}.npz has no inputs and outputs`);
  const { weight } = network.layers[0];
  const X = astype(flattenRows(inputs), weight.data instanceof Float32Array ? "f32" : "f64");
  const bound = outputRoundoff(network, X);
  const M = outputs.shape[1];
  const [ours, largest] = [withHead(head, forward(network, X)), Math.max(...outputs.data.map(Math.abs))];
  let [ofBound, ofLargest] = [0, 0];
  for (let p = 0; p < ours.length; p++) {
    const gap = Math.abs(ours[p] - outputs.data[p]);
    // Theirs is off as ours is. A head mixes the errors of a row, at most twice the largest, and rounds once more.
    const row = bound.subarray(p - (p % M), p - (p % M) + M);
    const allowed =
      head === undefined ? 2 * bound[p] : 4 * Math.max(...row) + 16 * 2 ** -24 * (1 + Math.abs(ours[p]));
    ofBound = Math.max(ofBound, gap / allowed);
    ofLargest = Math.max(ofLargest, gap / largest);
  }
  return [ofBound, ofLargest];
}

const files = globSync("*.{onnx,safetensors}", { cwd: folder }).toSorted();
const readers = { ".onnx": readOnnx, ".safetensors": readSafetensors } as const;
const formatOf = (name: string): keyof typeof readers => (name.endsWith(".onnx") ? ".onnx" : ".safetensors");
const read = (name: string): NetworkFile => readers[formatOf(name)](bytesOf(name));

describe("a network that PyTorch trained", () => {
  it("comes in files of both formats", () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)("computes here what it did there: %s", (name) => {
    const file = read(name);
    const [ofBound, ofLargest] = differences(file, name.split(".")[0]);
    expect(ofBound).toBeLessThan(1);
    // Sixteen roundoffs of the largest output, in the precision of the file.
    expect(ofLargest).toBeLessThan(file.precision === "f64" ? 16 * 2 ** -53 : 1e-6);
  });

  it.each(files)("is the same after being written and read again: %s", (name) => {
    const file = read(name);
    const again =
      formatOf(name) === ".onnx" ? readOnnx(writeOnnx(file)) : readSafetensors(writeSafetensors(file));
    expect(again).toEqual(file);
  });

  it.each(files.filter((name) => name.endsWith(".safetensors")))(
    "has the same numbers in ONNX: %s",
    (name) => {
      const { network, head } = read(name);
      for (const other of files.filter(
        (each) => each.startsWith(basename(name, "safetensors")) && each !== name,
      )) {
        const twin = read(other);
        expect(twin.network, other).toEqual(network);
        expect(twin.head, other).toBe(head);
      }
    },
  );
});

it("images keep their shape in the file, and are rows to the network", () => {
  const { onnx, network } = read("images.opset13.onnx");
  expect(onnx?.inputs[0].shape).toEqual([8, 1, 4, 4]);
  expect(network.layers[0].weight.shape).toEqual([5, 16]);
  expect(network.layers[0].bias.data).toEqual(new Float32Array(5));
});

it("arrays that NumPy wrote hold the same numbers in every type and order, packed or stored", () => {
  const values = Array.from({ length: 24 }, (_, index) => (index * 5) % 127);
  const arrays = readNpz(bytesOf("arrays-packed.npz"));
  expect(arrays.size).toBe(48);
  for (const [name, { shape, data }] of arrays) {
    expect(shape, name).toEqual([2, 3, 4]);
    expect([...data], name).toEqual(
      name.startsWith("b1") ? values.map((value) => Math.min(value, 1)) : values,
    );
  }
  for (const [name, array] of readNpz(bytesOf("arrays-stored.npz")))
    expect(array, name).toEqual(arrays.get(name));
});
