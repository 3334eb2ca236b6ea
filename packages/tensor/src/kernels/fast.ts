import type { Kernels } from "./kernels.ts";
import type { WasmOptions } from "./wasm/wasm.ts";

/**
 * The kernels as WebAssembly, equal to the reference bit for bit. Their code is loaded at the first call: most of a page's bytes would be
 * kernels that it may never use. `@espalier/tensor/wasm` has this function together with the code.
 *
 * @returns undefined if the platform has no WebAssembly with SIMD, or forbids compiling it
 * @throws ValueError when `module` is not a compiled module of these kernels; and what `import` throws where the code cannot be loaded
 */
export async function wasmKernels(options?: WasmOptions): Promise<Kernels | undefined> {
  const wasm = await import("./wasm/wasm.ts");
  return wasm.wasmKernels(options);
}

/**
 * Chooses the fastest kernels that the platform runs; the results stay the same to the last bit. Their code is loaded at the first call, see
 * {@link wasmKernels}, and compiled once there is work for it: the plain TypeScript computes the first million multiplications.
 *
 * @throws as {@link wasmKernels}
 */
export async function useFastKernels(options?: WasmOptions): Promise<void> {
  const wasm = await import("./wasm/wasm.ts");
  return wasm.useFastKernels(options);
}
