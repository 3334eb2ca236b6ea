// Runs in a page: times the forward pass of each variant with the kernels of WebAssembly.
import { useFastKernels } from "@espalier/tensor";
import { race } from "./race.ts";
import { allVariants, passesOf } from "./variants.ts";

/** Microseconds: a page's clock ticks every 100. */
const LEAST_IN_PAGE = 10_000;

/** Microseconds for one sample, by the number of samples of a batch. */
async function timesFor(samples: number): Promise<number[]> {
  await useFastKernels({ bytes: 2 ** 27 });
  const clock = (): number => 1000 * performance.now();
  return race(passesOf(allVariants(), samples), clock, LEAST_IN_PAGE).map((each) => each / samples);
}

/** What the page offers to the program that opened it. */
export interface InPage {
  readonly timesFor: typeof timesFor;
}

Object.assign(globalThis, { inPage: { timesFor } satisfies InPage });
