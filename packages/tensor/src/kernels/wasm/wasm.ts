import { ValueError } from "../../errors.ts";
import type { Data } from "../../tensor.ts";
import { useKernels } from "../choice.ts";
import type { Kernels } from "../kernels.ts";
import * as reference from "../reference/elementwise.ts";
import { addToRowsOn } from "./functions/add-to-rows.ts";
import { arenasIn } from "./engine/arena.ts";
import { elements } from "./engine/element.ts";
import type { Element } from "./engine/element.ts";
import { adamConstants } from "./functions/elementwise.ts";
import { blockByBlock } from "./functions/block-by-block.ts";
import { exportsOf, noteOf, openMemory, startEngine } from "./engine/engine.ts";
import type { Engine, Memory, WasmModule } from "./engine/engine.ts";
import { elementsIn, inBoth } from "./engine/element-of.ts";
import { areFiniteOn } from "./functions/finite.ts";
import { functionsOn } from "./functions/functions.ts";
import { gemmOn } from "./product/gemm.ts";
import { CODE, kernelNames, kernelRoutines, SECTION } from "./module.ts";
import { outerProductsOn } from "./product/outer-products.ts";
import { SCRATCH_BYTES } from "./engine/scratch.ts";
import { warmingUp } from "./warm-up.ts";
import { weightedSumsOn } from "./sums/weighted-sums.ts";

/** How to start the WebAssembly kernels. */
export interface WasmOptions {
  /** The compiled kernels, for a runtime that does not compile bytes. */
  readonly module?: WasmModule | undefined;
  /** The memory for arenas, in bytes; 52 MiB by default. It is reserved at once and taken from the system as it is used. */
  readonly bytes?: number | undefined;
}

/**
 * The kernels as WebAssembly, equal to the reference bit for bit.
 *
 * @returns undefined if the platform has no WebAssembly with SIMD, or forbids compiling it
 * @throws ValueError when `module` is not a compiled module of these kernels
 */
export async function wasmKernels(options?: WasmOptions): Promise<Kernels | undefined> {
  const { module, bytes } = checked("wasmKernels", options);
  const engine = await startEngine(module ?? kernelRoutines(), bytes);
  return engine && kernelsOn(engine);
}

/**
 * Chooses the fastest kernels that the platform runs; the results stay the same to the last bit. Routines are compiled once there is enough
 * work for them, and until then the reference computes.
 *
 * @throws ValueError when `module` is not a compiled module of these kernels
 */
export async function useFastKernels(options?: WasmOptions): Promise<void> {
  const { module, bytes } = checked("useFastKernels", options);
  if (module === undefined) return useKernelsLater(bytes);
  const engine = await startEngine(module, bytes);
  if (engine) useKernels(kernelsOn(engine));
}

function useKernelsLater(bytes: number): void {
  const opened = openMemory(bytes);
  if (opened === undefined) return;
  const arena = arenasOf(opened.memory);
  useKernels(warmingUp(arena, () => kernelsOn(opened.start(kernelRoutines()), arena)));
}

/** Checks options; the types promise them, and a caller in JavaScript does not. @returns the module, and the bytes of all memory */
function checked(who: string, options: WasmOptions = {}): { module?: WasmModule; bytes: number } {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new ValueError(who, "options, such as { module }", String(options));
  const { module, bytes = ARENAS } = options;
  if (!(typeof bytes === "number" && bytes >= 0))
    throw new ValueError(who, "a number of bytes ≥ 0", String(bytes));
  if (module !== undefined) checkModule(who, module);
  return { ...(module && { module }), bytes: CONSTANTS + SCRATCH_BYTES + bytes };
}

/** A module of something else, or of another version, is refused before any of its routines is called. */
function checkModule(who: string, module: WasmModule): void {
  const expected = "the compiled module of @espalier/tensor/kernels.wasm, of this version";
  const names = exportsOf(module);
  if (names === undefined) throw new ValueError(who, expected, "no WebAssembly.Module");
  const otherwise = difference(module, names);
  if (otherwise !== undefined)
    throw new ValueError(who, expected, `a module of ${names.length} functions, ${otherwise}`);
}

/** What tells a module from that of the kernels; undefined where nothing does. */
function difference(module: WasmModule, names: readonly string[]): string | undefined {
  const own = kernelNames();
  const missing = own.find((name) => !names.includes(name));
  if (missing !== undefined) return `without ${missing}`;
  if (names.length > own.length) return "with others besides";
  const note = noteOf(module, SECTION);
  if (note === undefined) return `without the section ${SECTION}`;
  const code = String.fromCharCode(...note.subarray(0, CODE.length));
  return code === CODE ? undefined : `with the code ${code} in place of ${CODE}`;
}

/** All of the memory together stays below 64 MB: V8 collects garbage at once when a program takes more than that outside of its heap. */
const ARENAS = 52 * 2 ** 20;

/** Memory for the constants of a routine. */
const CONSTANTS = 1024;

const arenasOf = (memory: Memory): Kernels["arena"] => arenasIn(memory, SCRATCH_BYTES + CONSTANTS);

/** Calls without a routine, or with arrays outside the memory that are not copied, go to the reference, which gives the same bits. */
export function kernelsOn({ routines, memory }: Engine, arena: Kernels["arena"] = arenasOf(memory)): Kernels {
  const elementOf = elementsIn(memory);
  const [add, prelu, preluSlope, preluTangent, squares, addSquares, adam] = [
    "add",
    "prelu",
    "preluSlope",
    "preluTangent",
    "squares",
    "addSquares",
    "adam",
  ].map((name) => inBoth(routines, name));
  const constantsAt = SCRATCH_BYTES;
  const [f32, f64] = elements.map(({ view }) => view(memory, constantsAt, adamConstants.length));
  const constants = { f32, f64 };

  /** Runs a routine on whole pairs of entries. @returns how many entries those are */
  const inPairs = (run: typeof squares, G: Float64Array, g: Data): number => {
    const element = G.buffer === memory ? elementOf(g) : undefined;
    const pairs = element === undefined ? 0 : Math.floor(G.length / 2);
    if (element !== undefined && pairs > 0) run[element.dtype](G.byteOffset, g.byteOffset, pairs);
    return 2 * pairs;
  };

  const own: Kernels = {
    name: "wasm",
    gemm: gemmOn(routines, memory),
    addToRows: addToRowsOn(routines, memory),
    add(step) {
      const { A, B, Y } = step;
      const element = elementOf(A, B, Y);
      const count = wholeVectors(Y, element);
      if (element !== undefined && count > 0)
        add[element.dtype](A.byteOffset, B.byteOffset, Y.byteOffset, count);
      reference.add(step, entriesOf(count, element));
    },
    prelu(step) {
      const { X, Y, a } = step;
      const element = elementOf(X, Y);
      const count = wholeVectors(X, element);
      if (element !== undefined && count > 0) {
        constants[element.dtype][0] = a;
        prelu[element.dtype](X.byteOffset, Y.byteOffset, constantsAt, count);
      }
      reference.prelu(step, entriesOf(count, element));
    },
    preluSlope(step) {
      const { X, c, Z, a } = step;
      const element = elementOf(X, c, Z);
      const count = wholeVectors(X, element);
      if (element !== undefined && count > 0) {
        constants[element.dtype][0] = a;
        preluSlope[element.dtype](X.byteOffset, c.byteOffset, Z.byteOffset, constantsAt, count);
      }
      reference.preluSlope(step, entriesOf(count, element));
    },
    preluTangent(step) {
      const { X, XDot, Y, a, aDot } = step;
      const element = elementOf(X, XDot, Y);
      const count = wholeVectors(X, element);
      if (element !== undefined && count > 0) {
        constants[element.dtype][0] = a;
        constants[element.dtype][1] = aDot;
        preluTangent[element.dtype](X.byteOffset, XDot.byteOffset, Y.byteOffset, constantsAt, count);
      }
      reference.preluTangent(step, entriesOf(count, element));
    },
    weightedSums: weightedSumsOn(routines, memory),
    squares: (G, g) => reference.squares(G, g, inPairs(squares, G, g)),
    addSquares: (G, g) => reference.addSquares(G, g, inPairs(addSquares, G, g)),
    outerProducts: outerProductsOn(routines, memory),
    adam(step) {
      const { theta, g, m, v } = step;
      const element = elementOf(theta, g, m, v);
      const count = wholeVectors(theta, element);
      if (element !== undefined && count > 0) {
        for (let at = 0; at < adamConstants.length; at++)
          constants[element.dtype][at] = adamConstants[at](step);
        adam[element.dtype](theta.byteOffset, g.byteOffset, m.byteOffset, v.byteOffset, constantsAt, count);
      }
      reference.adam(step, entriesOf(count, element));
    },
    ...functionsOn({ routines, memory }, constantsAt),
    areFinite: areFiniteOn(routines, memory),
    arena,
  };
  return { ...own, ...blockByBlock(own, memory) };
}

/** The reference computes the entries that do not fill a vector. */
const wholeVectors = ({ length }: Data, element: Element | undefined): number =>
  element === undefined ? 0 : Math.floor(length / element.lanes);

const entriesOf = (vectors: number, element: Element | undefined): number => vectors * (element?.lanes ?? 0);
