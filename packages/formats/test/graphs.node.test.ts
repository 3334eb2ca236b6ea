import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { graphFiles, graphInputs } from "../interop/graphs.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { difference, ours } from "../interop/run.ts";
import { readOnnx, writeOnnx } from "../../onnx/src/index.ts";

// What onnxruntime computes of each file is recorded by interop/record.ts.
const recorded = JSON.parse(readFileSync(new URL("fixtures/graphs.json", import.meta.url), "utf8")) as Record<
  string,
  Readonly<Record<string, number[]>>
>;

const files = graphFiles();

it("every kind of branch is recorded in every style", () => {
  expect(Object.keys(recorded)).toEqual(files.map(({ name }) => name));
});

describe("a file with branches", () => {
  it.each(files)("computes here what it does in onnxruntime: $name", ({ name, bytes }) => {
    const file = readOnnx(bytes);
    // Two programs in single precision, with sums of some units: 1e-5 is a hundred roundings.
    const there = new Map(Object.entries(recorded[name]));
    expect(difference(ours(file, graphInputs(file)), there)).toBeLessThanOrEqual(1e-5);
  });

  /** All of them, or one in four: the reader above has them all. */
  const some = files.filter((_, at) => isThorough || at % 4 === 0);

  it.each(some)("is the same network after being written and read again: $name", ({ bytes }) => {
    const file = readOnnx(bytes);
    const written = writeOnnx(file);
    const again = readOnnx(written);
    expect(again.network).toEqual(file.network);
    expect(again.head).toBe(file.head);
    expect(writeOnnx(again)).toEqual(written);
  });
});
