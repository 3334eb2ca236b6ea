import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { elementary, reference, useFastKernels, ValueError, wasmKernels } from "../src/index.ts";
import { assemble } from "../src/kernels/wasm/engine/assembler.ts";
import { compile } from "../src/kernels/wasm/engine/engine.ts";
import { CODE, kernelBytes, kernelNames, kernelRoutines } from "../src/kernels/wasm/module.ts";
import description from "../package.json" with { type: "json" };

const script = fileURLToPath(new URL("../../../scripts/write-kernels.mjs", import.meta.url));

it("the build leaves the kernels as a file: the same bytes, of which a compiled module gives the kernels", async () => {
  const folder = mkdtempSync(join(tmpdir(), "espalier-"));
  try {
    const path = join(folder, "dist", "kernels.wasm");
    execFileSync(process.execPath, [script, path]);
    const bytes = new Uint8Array(readFileSync(path));
    expect(bytes).toEqual(kernelBytes());

    const kernels = await wasmKernels({ module: await compile(bytes), bytes: 2 ** 16 });
    expect(kernels?.name).toBe("wasm");
    const [X, ours, theirs] = [Float64Array.of(-2, -0.5, 0.5, 2), new Float64Array(4), new Float64Array(4)];
    kernels?.activation({ name: "tanh", f: elementary.tanh, X, Y: ours });
    reference.activation({ name: "tanh", f: elementary.tanh, X, Y: theirs });
    expect(ours).toEqual(theirs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("the package hands the file out, in the repository and as it is published", () => {
  expect(description.exports["./kernels.wasm"]).toBe("./dist/kernels.wasm");
  expect(description.publishConfig.exports["./kernels.wasm"]).toBe("./dist/kernels.wasm");
});

it("the code that the file is known by is that of the kernels", () => {
  expect(crc32(assemble(kernelRoutines())).toString(16).padStart(8, "0")).toBe(CODE);
});

describe("a module that is not ours is refused", () => {
  const ours = "the compiled module of @espalier/tensor/kernels.wasm, of this version";
  /** The kernels, some of them under another name. */
  const renamed = (from: string, to: string): Uint8Array =>
    Uint8Array.from(Buffer.from(Buffer.from(kernelBytes()).toString("latin1").replace(from, to), "latin1"));
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const [count, first] = [kernelNames().length, kernelNames()[0]];

  it.each([
    ["an empty one", () => compile(empty), `a module of 0 functions, without ${first}`],
    [
      "one of other names",
      () => compile(renamed(first, first.replace(/./, "X"))),
      `a module of ${count} functions, without ${first}`,
    ],
    [
      "one whose functions have the names of ours",
      () => compile(assemble(kernelNames().map((name) => ({ name, parameters: 1, code: () => [0, 0x0b] })))),
      `a module of ${count} functions, without the section espalier`,
    ],
    [
      "the kernels of another version",
      () => compile(renamed(CODE, "01234567")),
      `a module of ${count} functions, with the code 01234567 in place of ${CODE}`,
    ],
    ["bytes", () => Promise.resolve(empty), "no WebAssembly.Module"],
    ["an object", () => Promise.resolve({}), "no WebAssembly.Module"],
    ["null", () => Promise.resolve(null), "no WebAssembly.Module"],
  ])("%s", async (_, make, received) => {
    const module = (await make()) as never;
    await expect(useFastKernels({ module })).rejects.toThrow(
      new ValueError("useFastKernels", ours, received),
    );
    await expect(wasmKernels({ module })).rejects.toThrow(new ValueError("wasmKernels", ours, received));
  });
});

it.each([
  [null, "options, such as { module }; received null"],
  [[], "options, such as { module }; received "],
  [{ bytes: "64" }, "a number of bytes ≥ 0; received 64"],
  [{ bytes: -1 }, "a number of bytes ≥ 0; received -1"],
])("options %j are refused", async (options, expected) => {
  await expect(useFastKernels(options as never)).rejects.toThrow(`useFastKernels: expected ${expected}`);
});
