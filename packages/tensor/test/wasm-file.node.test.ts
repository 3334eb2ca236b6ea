import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { reference, wasmKernels } from "../src/index.ts";
import { compile } from "../src/kernels/wasm/engine/engine.ts";
import { kernelBytes } from "../src/kernels/wasm/module.ts";
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
    kernels?.activation({ name: "tanh", X, Y: ours });
    reference.activation({ name: "tanh", X, Y: theirs });
    expect(ours).toEqual(theirs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("the package hands the file out, in the repository and as it is published", () => {
  expect(description.exports["./kernels.wasm"]).toBe("./dist/kernels.wasm");
  expect(description.publishConfig.exports["./kernels.wasm"]).toBe("./dist/kernels.wasm");
});
