import { readFileSync } from "node:fs";
import { forward } from "@espalier/prune";
import { wrap } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readOnnx, writeOnnx } from "../src/onnx/index.ts";

// Files that torch 2.13 and Keras 3.15 wrote; what onnxruntime makes of them is recorded by interop/record.ts.

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`fixtures/exporters/${name}`, import.meta.url)));
const recorded = JSON.parse(new TextDecoder().decode(bytesOf("outputs.json"))) as Record<
  string,
  { readonly inputs: number[]; readonly outputs: number[] }
>;

describe("a file of today's exporters computes here what it does in onnxruntime", () => {
  it.each(Object.entries(recorded))("%s", (name, { inputs, outputs }) => {
    const file = readOnnx(bytesOf(name));
    const X = wrap([4, inputs.length / 4], Float32Array.from(inputs));
    // The same file written and read again is the same network.
    for (const { network, outputMap } of [file, readOnnx(writeOnnx(file))]) {
      const { data, shape } = forward(network, X);
      for (const [at, y] of data.entries()) {
        const m = at % shape[1];
        const mapped = outputMap === undefined ? y : y * outputMap.scale[m] + outputMap.shift[m];
        // Two programs in single precision, with sums of 16 terms of some units: 1e-5 is a hundred roundings.
        expect(Math.abs(mapped - outputs[at])).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(outputs[at])));
      }
    }
  });
});
