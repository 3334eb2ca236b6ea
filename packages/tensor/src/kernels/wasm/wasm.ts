import { useKernels } from "../kernels.ts";
import type { Kernels } from "../kernels.ts";
import { startEngine } from "./engine.ts";
import type { WasmModule } from "./engine.ts";
import { gemmOn, SCRATCH_BYTES } from "./gemm.ts";
import { kernelBytes } from "./module.ts";

/**
 * The kernels as WebAssembly, equal to the reference bit for bit.
 *
 * @param module the compiled kernels, for a runtime that does not compile bytes
 * @returns undefined where the platform has no WebAssembly with SIMD, or does not let us compile it
 */
export async function wasmKernels(module?: WasmModule): Promise<Kernels | undefined> {
  const engine = await startEngine(module ?? kernelBytes(), SCRATCH_BYTES);
  return engine && { name: "wasm", gemm: gemmOn(engine) };
}

/** Chooses the fastest kernels that the platform runs; the results stay the same to the last bit. */
export async function useFastKernels(): Promise<void> {
  const fast = await wasmKernels();
  if (fast) useKernels(fast);
}
