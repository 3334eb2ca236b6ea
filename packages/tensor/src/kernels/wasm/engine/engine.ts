import { assemble } from "./assembler.ts";
import type { Routine } from "./assembler.ts";

/** The part of the JavaScript interface of WebAssembly that the engine uses; the compiler's library knows ECMAScript alone. */
declare const WebAssembly:
  | undefined
  | {
      compile(bytes: Uint8Array): Promise<WasmModule>;
      instantiate(module: WasmModule, imports: Imports): Promise<{ readonly exports: Routines }>;
      readonly Module: {
        new (bytes: Uint8Array): WasmModule;
        exports(module: WasmModule): readonly { readonly name: string }[];
        customSections(module: WasmModule, name: string): readonly ArrayBuffer[];
      };
      readonly Instance: new (module: WasmModule, imports: Imports) => { readonly exports: Routines };
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

/** The names that a compiled module exports; undefined where it is not a module, or the platform has none. */
export function exportsOf(module: WasmModule): string[] | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    return WebAssembly.Module.exports(module).map(({ name }) => name);
  } catch {
    return undefined;
  }
}

/** The bytes of a module's first section of this name; undefined where there is none. */
export function noteOf(module: WasmModule, name: string): Uint8Array | undefined {
  const [section] = WebAssembly!.Module.customSections(module, name); // a module means that there is WebAssembly
  return section && new Uint8Array(section);
}

/**
 * Starts routines; undefined where there is no WebAssembly, no SIMD, or a policy against compiling bytes.
 *
 * @param code routines, each of which is assembled and compiled at its first call; or the bytes or the compiled module of all of them
 */
export async function startEngine(
  code: readonly Routine[] | Uint8Array | WasmModule,
  bytes: number,
): Promise<Engine | undefined> {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    const imports = { env: { memory } };
    if (isList(code)) {
      compileNow(code[0], imports); // an engine that compiles one of them compiles all
      return { routines: atFirstCall(code, imports), memory: memory.buffer };
    }
    const module = code instanceof Uint8Array ? await compile(code) : code;
    const { exports } = await WebAssembly.instantiate(module, imports);
    return { routines: exports, memory: memory.buffer };
  } catch {
    return undefined;
  }
}

const isList = (code: readonly Routine[] | object): code is readonly Routine[] => Array.isArray(code);

/** Memory on which routines may start later. */
export interface Opened {
  readonly memory: Memory;
  readonly start: (routines: readonly Routine[]) => Engine;
}

/** A module of one function with two instructions of SIMD: `i8x16.splat` and `i8x16.popcnt`. */
// prettier-ignore
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

/** Memory for routines that start later; undefined where none can, as {@link startEngine}. */
export function openMemory(bytes: number): Opened | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    void new WebAssembly.Module(SIMD); // an engine that compiles this compiles all
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    const start = (routines: readonly Routine[]): Engine => ({
      routines: atFirstCall(routines, { env: { memory } }),
      memory: memory.buffer,
    });
    return { memory: memory.buffer, start };
  } catch {
    return undefined;
  }
}

/**
 * A program calls few of the routines, and assembling all of them would take longer than a small network's scores. Each is a module of its
 * own, smaller than the 4 KB that some browsers allow to compile synchronously.
 */
const atFirstCall = (routines: readonly Routine[], imports: Imports): Routines =>
  Object.fromEntries(
    routines.map((routine) => {
      let compiled: Routines[string] | undefined;
      // No rest parameters, which would make an array at each call. A routine has at most nine, and WebAssembly ignores the others.
      const run: Nine = (a, b, c, d, e, f, g, h, i) => {
        compiled ??= compileNow(routine, imports);
        compiled(a, b, c, d, e, f, g, h, i);
      };
      return [routine.name, run];
    }),
  );

/** As many numbers as the routine with most parameters takes. */
// prettier-ignore
type Nine = (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => void;

/** @throws CompileError where that has become forbidden meanwhile */
function compileNow(routine: Routine, imports: Imports): Routines[string] {
  const { Module, Instance } = WebAssembly!; // there was one when the engine started
  return new Instance(new Module(assemble([routine])), imports).exports[routine.name];
}
