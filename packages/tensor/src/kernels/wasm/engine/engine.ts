/** The part of the JavaScript interface of WebAssembly that the engine uses; the compiler's library knows ECMAScript alone. */
declare const WebAssembly:
  | undefined
  | {
      compile(bytes: Uint8Array): Promise<WasmModule>;
      instantiate(module: WasmModule, imports: Imports): Promise<{ readonly exports: Routines }>;
      readonly Module: { exports(module: WasmModule): readonly { readonly name: string }[] };
      readonly Memory: new (pages: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
    };

/** A compiled module, as `WebAssembly.compile` makes it or a bundler imports it. */
export type WasmModule = object & {
  /** Never present: it keeps a string or an array from passing as a module. */
  readonly __wasmModule?: never;
};

interface Imports {
  readonly env: { readonly memory: object };
}

export type Routines = Readonly<Record<string, (...numbers: readonly number[]) => void>>;

/** The memory of the routines. It never grows, because growing detaches every array over it. */
export type Memory = ArrayBuffer;

/** Compiled routines, and the memory that they work on. */
export interface Engine {
  readonly routines: Routines;
  readonly memory: Memory;
}

const PAGE = 65_536;

/** @throws CompileError where the engine has no SIMD, or a policy forbids it */
export async function compile(bytes: Uint8Array): Promise<WasmModule> {
  if (typeof WebAssembly === "undefined") throw new Error("there is no WebAssembly");
  return WebAssembly.compile(bytes);
}

/** The names that a compiled module exports; undefined where it is no module, or the platform has none. */
export function exportsOf(module: WasmModule): string[] | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    return WebAssembly.Module.exports(module).map(({ name }) => name);
  } catch {
    return undefined;
  }
}

/**
 * Compiles the kernels; undefined where there is no WebAssembly, no SIMD, or a policy against compiling bytes.
 *
 * @param code bytes, or the compiled module where compiling is not allowed
 */
export async function startEngine(code: Uint8Array | WasmModule, bytes: number): Promise<Engine | undefined> {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    const module = code instanceof Uint8Array ? await compile(code) : code;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return { routines: exports, memory: memory.buffer };
  } catch {
    return undefined;
  }
}
