import { randomNormal, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  dataFormats,
  formatOf,
  lazyDataFormats,
  lazyNetworkFormats,
  networkFormats,
} from "../../src/files/index.ts";
import { initialNetwork } from "@espalier/network";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const network = initialNetwork({ sizes: [3, 4, 2], random: seededRandom(1) });

describe("networks", () => {
  it.each(
    networkFormats
      .filter(({ writtenAs, endings }) => writtenAs === undefined && endings.length > 0)
      .map((format) => [format.name, format] as const),
  )("%s: what is written is read again, to the last bit", (_, { read, write }) => {
    expect(read(write({ network })).network).toEqual(network);
  });

  it("are told by the end of the name", () => {
    for (const format of networkFormats)
      for (const ending of format.endings)
        expect(formatOf(`A.B${ending.toUpperCase()}`, networkFormats)).toBe(format);
    expect(() => formatOf("model.bin", networkFormats)).toThrow(
      "model.bin: expected a name that ends in .safetensors",
    );
  });
});

describe("data", () => {
  it.each([
    ["json", "[[1, 2], [3, 4]]", [2, 2]],
    ["json", "[1, 2, 3, 4]", [4]],
    ["csv", "a,b\n1,2\n3,4\n", [2, 2]],
    ["tsv", "1\t2\n3\t4\n", [2, 2]],
  ])("%s: %j is %j", (name, text, shape) => {
    const format = dataFormats.find((each) => each.name === name);
    expect(format?.read(bytesOf(text))).toEqual({ shape, data: Float64Array.of(1, 2, 3, 4) });
  });

  it("of every format have an ending of their own", () => {
    const endings = dataFormats.flatMap((format) => format.endings);
    expect(new Set(endings).size).toBe(endings.length);
    expect(formatOf("train-images-idx3-ubyte", dataFormats).name).toBe("idx");
  });

  it.each(["7", "null", "[]", '[["1"]]', "[[1], [2, 3]]", "[[[1]]]", "[[1e999]]", "{", "[".repeat(100_000)])(
    "%.20s is not JSON of numbers, and is refused",
    (text) => {
      const json = dataFormats.find(({ name }) => name === "json");
      expect(() => json?.read(bytesOf(text))).toThrow(/^data.*: expected .*; received /);
    },
  );

  it("an archive of two arrays is asked for one of them", async () => {
    const { writeNpz } = await import("../../../files/src/npz/index.ts");
    const [x, y] = [randomNormal([2, 3], seededRandom(1)), randomNormal([2], seededRandom(2))];
    const npz = dataFormats.find(({ name }) => name === "npz");
    const both = writeNpz(
      new Map([
        ["x", x],
        ["y", y],
      ]),
    );
    expect(npz?.read(both, "y")).toEqual(y);
    expect(npz?.read(writeNpz(new Map([["x", x]])))).toEqual(x);
    expect(() => npz?.read(both)).toThrow("npz: expected the name of an array, one of x, y; received none");
    expect(() => npz?.read(both, "z")).toThrow("npz: expected the name of an array, one of x, y; received z");
  });
});

describe("the formats that are loaded when they are needed", () => {
  it.each([
    ["networks", lazyNetworkFormats, networkFormats.filter(({ endings }) => endings.length > 0)],
    ["data", lazyDataFormats, dataFormats],
  ] as const)(
    "of %s are those that a name can choose, under the same names and endings",
    async (_, lazy, all) => {
      expect(await Promise.all(lazy.map(({ load }) => load()))).toEqual(all);
      expect(lazy.map(({ name, endings }) => [name, endings])).toEqual(
        all.map(({ name, endings }) => [name, endings]),
      );
    },
  );
});
