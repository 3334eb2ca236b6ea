// For workerd, which takes WebAssembly as a compiled module. `workerd test` runs the handler.
import type { WasmModule } from "@espalier/tensor";
import { computeResults } from "./computation.ts";

const kernels = "kernels.wasm"; // workerd resolves it, not the bundler
const { default: module }: { readonly default: WasmModule } = await import(kernels);

export default {
  async test(): Promise<void> {
    console.log(JSON.stringify(await computeResults(module)));
  },
};
