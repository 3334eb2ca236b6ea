// The kernels in WebAssembly with their code, for a bundle that must be one file, such as that of a worker.
export { useFastKernels, wasmKernels } from "./kernels/wasm/wasm.ts";
export type { WasmOptions } from "./kernels/wasm/wasm.ts";
export type { WasmModule } from "./kernels/wasm/engine/engine.ts";
