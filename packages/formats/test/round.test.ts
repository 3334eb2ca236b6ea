import { forward, mapParameters } from "@espalier/network";
import { readOnnx, writeOnnx } from "@espalier/onnx";
import type { Network } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longLaw } from "../../../test-setup/law.ts";
import { networks } from "../../network/test/support/arbitraries.ts";
import { networkFormats } from "../src/files/index.ts";
import { asWritten, precisionOf, roundToPrecision } from "../src/index.ts";
import type { NetworkFile, Precision } from "../src/index.ts";

const single = ({ shape, data }: Tensor): Tensor => ({ shape, data: Float32Array.from(data) });

/** Networks whose numbers are between those of the file's precision. */
const files: fc.Arbitrary<NetworkFile> = fc.record({
  network: networks().map((network) => mapParameters(network, single)),
  precision: fc.constantFrom<Precision>("f32", "f16"),
});

describe("a network rounded to the precision of its file", () => {
  longLaw("is the one that every format gives back, and rounding it again changes nothing", files, (file) => {
    const rounded = roundToPrecision(file);
    expect(precisionOf(rounded)).toBe(precisionOf(file));
    expect(roundToPrecision(rounded)).toEqual(rounded);
    const written = networkFormats.filter(
      ({ writtenAs, endings }) => writtenAs === undefined && endings.length > 0,
    );
    for (const { name, read, write } of written)
      if (name !== "json" && name !== "sparse")
        // which hold every digit of a network
        expect(read(write(file)).network).toEqual(rounded.network);
    for (const { read, write } of written) expect(read(write(rounded)).network).toEqual(rounded.network);
  });

  const network = (bias: number): Network => ({
    layers: [{ weight: tensor([[2]], "f32"), bias: tensor([bias], "f32"), activation: { kind: "identity" } }],
  });

  it("is known by hand: f16 counts by 2 from 2048 on", () => {
    const { layers } = roundToPrecision({ network: network(2051), precision: "f16" }).network;
    expect([...layers[0].bias.data]).toEqual([2052]);
    expect(roundToPrecision({ network: network(2051) }).network).toEqual(network(2051));
  });

  it.each(["f16", "f32"] as const)(
    "has the fixed numbers of nodes in %s, as an ONNX file holds them",
    (precision) => {
      const graph: Network["graph"] = {
        inputs: [{ name: "x", width: 1 }],
        nodes: [
          { name: "a", op: "layer", layer: 0, from: ["x"] },
          { name: "k", op: "constant", values: [0.1], from: [] },
          { name: "m", op: "max", from: ["a", "k"] },
          { name: "c", op: "activation", activation: { kind: "clip", min: -0.3, max: 0.3 }, from: ["m"] },
          { name: "l", op: "activation", activation: { kind: "leaky-relu", alpha: 0.01 }, from: ["c"] },
        ],
        outputs: [{ name: "y", from: "l" }],
      };
      const rounded = roundToPrecision({ network: { ...network(1), graph }, precision });
      const [f16, f32] = [0.0999755859375, Math.fround(0.1)];
      expect(rounded.network.graph?.nodes[1]).toMatchObject({ values: [precision === "f16" ? f16 : f32] });
      const inputs = tensor([[-2], [-0.7], [0.3], [5]], "f32");
      expect(forward(readOnnx(writeOnnx(rounded)).network, inputs)).toEqual(forward(rounded.network, inputs));
    },
  );

  it("is undefined for a search where it cannot be written", () => {
    const written = asWritten({ network: network(1), precision: "f16" });
    expect(written(network(2051))).toEqual(network(2052));
    expect(written(network(1e5))).toBeUndefined();
  });

  it("is refused where a number is too large, with the tensor and the entry", () => {
    expect(() => roundToPrecision({ network: network(1e5), precision: "f16" })).toThrow(
      "roundToPrecision: expected numbers in 0.bias that f16 can hold; received 100000 at entry 0",
    );
    const [layer] = network(1).layers;
    const clipped = { layers: [{ ...layer, activation: { kind: "clip", min: -1, max: 1e6 } as const }] };
    expect(() => roundToPrecision({ network: clipped, precision: "f16" })).toThrow(
      "roundToPrecision: expected numbers in the max of a clip that f16 can hold; received 1000000 at entry 0",
    );
  });
});
