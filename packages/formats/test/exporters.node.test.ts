import { readFileSync } from "node:fs";
import { inputWidth } from "@espalier/network";
import { wrap } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { difference, ours } from "../interop/run.ts";
import { readOnnx, writeOnnx } from "../../onnx/src/index.ts";

// Files that torch 2.13 and Keras 3.15 wrote; what onnxruntime makes of them is recorded by interop/record.ts.

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/exporters/${name}`, import.meta.url)));
const recorded = JSON.parse(new TextDecoder().decode(bytesOf("outputs.json"))) as Record<
  string,
  { readonly inputs: number[]; readonly outputs: Readonly<Record<string, number[]>> }
>;

describe("a file of today's exporters computes here what it does in onnxruntime", () => {
  it.each(Object.entries(recorded))("%s", (name, { inputs, outputs }) => {
    const file = readOnnx(bytesOf(name));
    const width = inputWidth(file.network);
    const X = wrap([inputs.length / width, width], Float32Array.from(inputs));
    // The same file written and read again is the same network.
    for (const each of [file, readOnnx(writeOnnx(file))])
      // Two programs in single precision, with sums of 16 terms of some units: 1e-5 is a hundred roundings.
      expect(difference(ours(each, X), new Map(Object.entries(outputs)))).toBeLessThanOrEqual(1e-5);
  });
});
