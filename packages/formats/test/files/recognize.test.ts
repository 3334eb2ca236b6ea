import { FormatError, seededRandom } from "@espalier/tensor";
import { initialNetwork } from "@espalier/network";
import { describe, expect, it } from "vitest";
import { networkFormats, readAs, recognize } from "../../src/files/index.ts";
import { writeNpy } from "../../../files/src/npy/index.ts";
import { writeNpz } from "../../../files/src/npz/index.ts";

const bytesOf = (latin1: string): Uint8Array =>
  Uint8Array.from(latin1, (character) => character.charCodeAt(0));
const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });
const weights = network.layers[0].weight;
const safetensors = networkFormats.find(({ name }) => name === "safetensors");
const sparse = networkFormats.find(({ name }) => name === "sparse");

describe("other people's files are recognised by their first bytes", () => {
  it.each([
    [bytesOf(""), "an empty file"],
    [bytesOf("version https://git-lfs.github.com/spec/v1\n"), "a pointer of Git LFS"],
    [bytesOf("\n<!DOCTYPE html><html>"), "a page of HTML"],
    [bytesOf("<?xml version='1.0'?>"), "a file of XML"],
    [bytesOf("\x89HDF\r\n\x1a\n"), "an HDF5 file"],
    [writeNpz(new Map([["x", weights]])), "a zip archive"],
    [bytesOf("\x80\x04\x95"), "a Python pickle"],
    [bytesOf("\x1f\x8b\x08\0"), "a file packed by gzip"],
    [writeNpy(weights), "an array of NumPy"],
    [sparse?.write({ network }), "a network of Espalier"],
    [bytesOf("GGUF\x03"), "a file of GGUF"],
    [bytesOf("\x89PNG\r\n"), "a PNG image"],
    [bytesOf("%PDF-1.7"), "a PDF document"],
    [safetensors?.write({ network }), "a safetensors file"],
    [bytesOf('{"format": "layers-model", "modelTopology": {}}'), "the JSON of a TensorFlow.js model"],
    [bytesOf('{"class_name": "Sequential"}'), "the JSON of a Keras model"],
    [bytesOf('{"type": "NeuralNetwork", "sizes": [2]}'), "the JSON of a brain.js network"],
    [bytesOf("[[1, 2]]"), "a file of JSON"],
  ])("%#: %s", (bytes, words) => {
    const onnx = networkFormats.find(({ name }) => name === "onnx");
    const read = (): never => {
      throw new FormatError("byte 0", "something", "else");
    };
    expect(recognize(bytes ?? bytesOf("x"), "onnx")).toContain(words);
    expect(() => readAs(onnx ?? networkFormats[0], bytes ?? bytesOf("x"), read)).toThrow(
      `onnx: expected a file of the format onnx; received ${words}`,
    );
  });

  it("a damaged file of the format itself, or of none that is known, keeps its own error", () => {
    for (const format of networkFormats) {
      if (format.writtenAs !== undefined || format.endings.length === 0) continue;
      const damaged = format.write({ network }).subarray(0, -3);
      let own: unknown;
      try {
        format.read(damaged);
      } catch (error) {
        own = error;
      }
      expect(() => readAs(format, damaged, () => format.read(damaged))).toThrow((own as Error).message);
    }
  });

  it("an error of ours is left as it is", () => {
    const read = (): never => {
      throw new TypeError("ours");
    };
    expect(() => readAs(networkFormats[0], bytesOf("<html>"), read)).toThrow(new TypeError("ours"));
  });
});
