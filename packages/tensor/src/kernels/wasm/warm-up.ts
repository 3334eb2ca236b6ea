import { kernels, useKernels } from "../choice.ts";
import type { Arena, Kernels } from "../kernels.ts";
import { reference } from "../reference/reference.ts";

type Kernel = Exclude<keyof Kernels, "name" | "arena" | "tally">;

/**
 * Multiplications and entries that the reference computes before anything is compiled: a few milliseconds. Assembling and compiling the routines that
 * scores need takes longer, so a small computation gains, and a long one loses little.
 */
const WORK = 2 ** 20;

/** What an exponential costs beside a multiplication, roughly. */
const FUNCTION = 16;

/** The work of a call. */
const workOf: { readonly [K in Kernel]: (...given: Parameters<Kernels[K]>) => number } = {
  gemm: ({ M, N, K }) => M * N * K,
  addToRows: (S) => S.length,
  add: ({ Y }) => Y.length,
  prelu: ({ Y }) => Y.length,
  preluSlope: ({ Z }) => Z.length,
  preluTangent: ({ Y }) => Y.length,
  weightedSums: ({ N, I, J }) => N * (I + 1) * J,
  squares: (G) => G.length,
  addSquares: (G) => G.length,
  outerProducts: ({ Y }) => Y.length,
  activation: ({ X }) => FUNCTION * X.length,
  activationSlope: ({ X }) => FUNCTION * X.length,
  columnSums: ({ X }) => X.length,
  negativeSums: ({ X }) => X.length,
  logSumExp: ({ X }) => FUNCTION * X.length,
  softmax: ({ X }) => FUNCTION * X.length,
  adam: ({ theta }) => theta.length,
  areFinite: (X) => X.length,
};

/**
 * Kernels that begin as the reference and go on as fast ones, which have the same bits.
 *
 * @param arena takes memory that the fast kernels read too: it keeps its values when they take over
 * @param start makes the fast ones
 */
export function warmingUp(arena: () => Arena, start: () => Kernels, work: number = WORK): Kernels {
  let left = work;
  let fast: Kernels | undefined;
  const chosenFor = (more: number): Kernels => {
    left -= more;
    if (fast === undefined && left < 0) {
      fast = start();
      if (kernels() === own) useKernels(fast); // what follows asks no more
    }
    return fast ?? reference;
  };
  const call = (name: Kernel, given: readonly unknown[]): unknown => {
    const run = workOf[name] as (...all: readonly unknown[]) => number; // of the arguments of this kernel
    const chosen = chosenFor(run(...given));
    return (chosen[name] as (...all: readonly unknown[]) => unknown)(...given);
  };
  const counted = Object.keys(workOf).map((name) => [
    name,
    (...given: readonly unknown[]) => call(name as Kernel, given),
  ]);
  // An entry for each kernel.
  const own = { name: "wasm", arena, ...Object.fromEntries(counted) } as Kernels;
  return own;
}
