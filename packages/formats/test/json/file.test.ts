import { FormatError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson, writeJson } from "../../src/json/index.ts";
import { forward, mapParameters, prune, tensor } from "@espalier/prune";
import { withNetwork } from "@espalier/files";
import type { NetworkFile } from "@espalier/files";
import { law } from "../../../../test-setup/law.ts";
import { networkFiles } from "../../../files/test/support/network-files.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const example: NetworkFile = {
  network: {
    layers: [
      { weight: tensor([[1, -0]], "f32"), bias: tensor([0.1], "f32"), activation: { kind: "relu" } },
      { weight: tensor([[2]], "f32"), bias: tensor([0], "f32"), activation: { kind: "identity" } },
    ],
  },
  precision: "f32",
  head: "softmax",
};

describe("a network file in JSON", () => {
  law("is read as it was written, to the last bit, −0 included", networkFiles, (file) => {
    const { names, onnx, metadata, ...held } = file;
    expect([names, onnx, metadata]).toBeDefined();
    expect(readJson(writeJson(file))).toEqual(held);
  });

  it("is a text that says how its numbers are meant", () => {
    expect(new TextDecoder().decode(writeJson(example))).toBe(
      '{"format":"espalier-network","version":1,"precision":"f32","head":"softmax","layers":[' +
        '{"weight":[[1,-0]],"bias":[0.10000000149011612],"activation":{"kind":"relu"}},' +
        '{"weight":[[2]],"bias":[0],"activation":{"kind":"identity"}}]}\n',
    );
  });

  it("is read in another precision when asked to", () => {
    const { network, precision } = readJson(writeJson(example), { dtype: "f64" });
    expect(network.layers[0].bias.data).toEqual(Float64Array.of(Math.fround(0.1)));
    expect(precision).toBe(undefined);
  });

  it("is refused where it is not UTF-8, naming the byte", () => {
    const bytes = writeJson(example);
    bytes[30] = 0xff;
    expect(() => readJson(bytes)).toThrow(new FormatError("byte 30, network", "UTF-8", "other bytes"));
    expect(() => readJson(Uint8Array.of(0x22, 0xe2, 0x82))).toThrow(
      new FormatError("byte 2, network", "UTF-8", "other bytes"),
    );
  });

  it("is refused where its head or precision is none", () => {
    const withText = (from: string, to: string) => () =>
      readJson(encode(new TextDecoder().decode(writeJson(example)).replace(from, to)));
    expect(withText('"softmax"', '"argmax"')).toThrow(
      new FormatError("head", "one of softmax, log-softmax", '"argmax"'),
    );
    expect(withText('"f32"', "32")).toThrow(new FormatError("precision", "one of f64, f32, f16, bf16", "32"));
  });

  law("is refused with a typed error: any bytes", fc.uint8Array(), (bytes) => {
    expect(() => readJson(bytes)).toThrow(FormatError);
  });
});

describe("withNetwork", () => {
  const onnx = {
    opset: 13,
    irVersion: 7,
    graphName: "g",
    inputs: [{ name: "x", shape: ["N", 1, 2] }],
    outputs: [{ name: "y" }],
  };
  const names = [
    { weight: "a", bias: "b" },
    { weight: "c", bias: "d" },
  ];
  const file: NetworkFile = { ...example, names, onnx };

  it("carries over what a file says of a network that was pruned", () => {
    const { network } = prune(example.network, [[1, 2]], { ratio: 0.5 });
    expect(withNetwork(file, network)).toEqual({ ...file, network });
  });

  it("leaves out what no longer holds", () => {
    const one = { layers: [example.network.layers[1]] };
    expect(withNetwork(file, one)).toEqual({
      network: one,
      precision: "f32",
      head: "softmax",
      onnx: { ...onnx, inputs: [{ name: "x", shape: ["N", 1] }] },
    });
  });

  it("changes no number", () => {
    const network = mapParameters(example.network, ({ shape, data }) => ({ shape, data: data.slice() }));
    const X = tensor([[1, 2]], "f32");
    expect(forward(withNetwork(file, network).network, X)).toEqual(forward(example.network, X));
  });
});
