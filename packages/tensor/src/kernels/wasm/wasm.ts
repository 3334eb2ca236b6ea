import type { Data } from "../../tensor.ts";
import { useKernels } from "../kernels.ts";
import type { AdamStep, Kernels } from "../kernels.ts";
import * as reference from "../reference/elementwise.ts";
import { arenasIn } from "./arena.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import { adamConstants } from "./elementwise.ts";
import { startEngine } from "./engine.ts";
import type { Engine, WasmModule } from "./engine.ts";
import { areFiniteOn } from "./finite.ts";
import { functionsOn } from "./functions.ts";
import { gemmOn } from "./gemm.ts";
import { kernelBytes } from "./module.ts";
import { outerProductsOn } from "./outer-products.ts";
import { SCRATCH_BYTES } from "./scratch.ts";
import { weightedSumsOn } from "./weighted-sums.ts";

export interface WasmOptions {
  /** The compiled kernels, for a runtime that does not compile bytes. */
  readonly module?: WasmModule | undefined;
  /** Of memory for arenas; 64 MiB unless told otherwise. It is reserved, and used as it is needed. */
  readonly bytes?: number | undefined;
}

/**
 * The kernels as WebAssembly, equal to the reference bit for bit.
 *
 * @returns undefined where the platform has no WebAssembly with SIMD, or does not let us compile it
 */
export async function wasmKernels({ module, bytes = 2 ** 26 }: WasmOptions = {}): Promise<
  Kernels | undefined
> {
  const engine = await startEngine(module ?? kernelBytes(), CONSTANTS + SCRATCH_BYTES + bytes);
  return engine && kernelsOn(engine);
}

/** Chooses the fastest kernels that the platform runs; the results stay the same to the last bit. */
export async function useFastKernels(options?: WasmOptions): Promise<void> {
  const fast = await wasmKernels(options);
  if (fast) useKernels(fast);
}

/** Memory for the constants of a routine. */
const CONSTANTS = 1024;

/** What has no routine, or lies elsewhere, goes to the reference: it gives the same bits. */
export function kernelsOn({ routines, memory }: Engine): Kernels {
  const constantsAt = SCRATCH_BYTES;
  /** The element of arrays that all lie in memory. */
  const elementOf = (...arrays: readonly Data[]): Element | undefined =>
    elements.find(({ isOf }) => arrays.every((data) => data.buffer === memory && isOf(data)));

  /** The element of an array, where it and some doubles all lie in memory. */
  const sourceOf = (source: Data, ...doubles: readonly Float64Array[]): Element | undefined =>
    doubles.every(({ buffer }) => buffer === memory) ? elementOf(source) : undefined;

  /** Whole vectors by a routine (addresses, constants, vectors), and then what is left. */
  const byVectors = (
    name: string,
    arrays: readonly Data[],
    constants: readonly number[],
    rest: (from: number) => void,
  ): void => {
    const element = elementOf(...arrays);
    if (element === undefined) return rest(0);
    const count = Math.floor(arrays[0].length / element.lanes);
    element.view(memory, constantsAt, constants.length).set(constants);
    const addresses = arrays.map(({ byteOffset }) => byteOffset);
    if (count > 0) routines[`${element.dtype}-${name}`](...addresses, constantsAt, count);
    rest(count * element.lanes);
  };

  return {
    name: "wasm",
    gemm: gemmOn(routines, memory),
    addToRows(S, b) {
      const element = elementOf(S, b);
      const [rows, width] = [S.length / b.length, b.length / (element?.lanes ?? 1)];
      if (element === undefined || !Number.isInteger(width) || !(rows > 0)) return reference.addToRows(S, b);
      routines[`${element.dtype}-addToRows`](S.byteOffset, b.byteOffset, rows, width);
    },
    prelu: (step) => byVectors("prelu", [step.X, step.Y], [step.a], (from) => reference.prelu(step, from)),
    preluSlope: (step) =>
      byVectors("preluSlope", [step.X, step.c, step.Z], [step.a], (from) => reference.preluSlope(step, from)),
    weightedSums: weightedSumsOn(routines, memory),
    addSquares(G, g) {
      const element = sourceOf(g, G);
      const pairs = element === undefined ? 0 : Math.floor(G.length / 2);
      if (element !== undefined && pairs > 0)
        routines[`${element.dtype}-addSquares`](G.byteOffset, g.byteOffset, pairs);
      reference.addSquares(G, g, 2 * pairs);
    },
    outerProducts: outerProductsOn(routines, memory),
    adam: (step) =>
      byVectors("adam", [step.theta, step.g, step.m, step.v], constantsOf(step), (from) =>
        reference.adam(step, from),
      ),
    ...functionsOn({ routines, memory }, constantsAt),
    areFinite: areFiniteOn(routines, memory),
    arena: arenasIn(memory, SCRATCH_BYTES + CONSTANTS),
  };
}

function constantsOf(step: AdamStep): number[] {
  const all = { ...step, rest1: 1 - step.beta1, rest2: 1 - step.beta2 };
  return adamConstants.map((name) => all[name]);
}
