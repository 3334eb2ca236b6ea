// Writes the kernels as a file, for runtimes that take WebAssembly only as it was compiled before:
//
//     node scripts/write-kernels.mjs packages/tensor/dist/kernels.wasm
//
// The bytes are those that the package writes at run time;
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const path = process.argv[2];
if (path === undefined) throw new Error("expected a path for the kernels; received none");

const { kernelBytes } = await import("../packages/tensor/src/kernels/wasm/module.ts");
await mkdir(dirname(path), { recursive: true });
const partial = `${path}.partial`; // so that no program reads half a file
await writeFile(partial, kernelBytes());
await rename(partial, path);
