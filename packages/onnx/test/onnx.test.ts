import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tensor } from "@espalier/tensor";
import { sequentialNames } from "@espalier/files";
import { readOnnx, writeOnnx } from "../src/index.ts";
import type { LayerNames, NetworkFile, OnnxDetails } from "@espalier/files";
import { sizesOf } from "@espalier/network";
import { law } from "../../../test-setup/law.ts";
import { networkFiles } from "../../files/test/support/network-files.ts";

const defaults = { opset: 13, irVersion: 7, graphName: "espalier" };

/** Files with all that an ONNX file says: names, unnamed biases and slopes, operators, shapes, metadata. */
const detailedFiles = fc
  .record({
    file: networkFiles,
    words: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }), {
      minLength: 12,
      maxLength: 12,
    }),
    unbiased: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    metadata: fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), { minKeys: 1 }),
    opset: fc.integer({ min: 9, max: 25 }),
    batch: fc.oneof(fc.constantFrom("", "N"), fc.integer({ min: 1, max: 99 })),
    image: fc.boolean(),
  })
  .map(({ file, words, unbiased, metadata, opset, batch, image }): NetworkFile => {
    const layers = file.network.layers.map((layer, k) =>
      unbiased[k] ? { ...layer, bias: { ...layer.bias, data: layer.bias.data.map(() => 0) } } : layer,
    );
    const names = layers.map(({ activation }, k): LayerNames => ({
      weight: words[3 * k],
      ...(unbiased[k] ? {} : { bias: words[3 * k + 1] }),
      ...(activation.kind === "prelu" ? { slope: words[3 * k + 2] } : {}),
    }));
    const width = layers[0].weight.shape[1];
    const onnx: OnnxDetails = {
      opset,
      irVersion: 8,
      graphName: words[9],
      inputs: [{ name: words[10], shape: image ? [batch, 1, width] : [batch, width] }],
      outputs: [{ name: words[11] }],
    };
    return { ...file, network: { layers }, names, metadata, onnx };
  });

describe("a network in ONNX", () => {
  law("is read as it was written, to the last bit", networkFiles, (file) => {
    const names = sequentialNames(file.network.layers);
    const [width] = sizesOf(file.network);
    const onnx = {
      ...defaults,
      inputs: [{ name: "input", shape: ["batch", width] }],
      outputs: [{ name: "output" }],
    };
    expect(readOnnx(writeOnnx(file))).toEqual({ ...file, names, onnx });
  });

  law("is read with all that the file says beside it", detailedFiles, (file) => {
    expect(readOnnx(writeOnnx(file))).toEqual(file);
  });

  law("is written the same again when it was read", detailedFiles, (file) => {
    const bytes = writeOnnx(file);
    expect(writeOnnx(readOnnx(bytes))).toEqual(bytes);
  });

  it("has a slope that is not a parameter as LeakyRelu", () => {
    const network = {
      layers: [
        {
          weight: tensor([[1]], "f32"),
          bias: tensor([0], "f32"),
          activation: { kind: "leaky-relu" as const, alpha: Math.fround(0.1) },
        },
      ],
    };
    const file = { network, names: [{ weight: "W", bias: "b" }] };
    const bytes = writeOnnx(file);
    expect(new TextDecoder("latin1").decode(bytes)).toMatch(/LeakyRelu/);
    const read = readOnnx(bytes);
    expect(read.network).toEqual(network);
    expect(read.names).toEqual(file.names);
  });
});
