import { setImmediate } from "node:timers/promises";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { fromNdarray } from "@espalier/tensor/ndarray";
import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import { diffusionSorptionSystem } from "./equation.ts";
import { initialValue } from "./initial-values.ts";
import { integrate } from "./integrate.ts";
import type { Trajectory } from "./integrate.ts";
import type { TridiagonalSystem } from "./rodasp.ts";

/** What PDEBench stores of a sample, u [101, 1024]: t = 0, 5 … 500 on cells of width 1/1024. */
export const stored = { times: 101, timeStep: 5, cells: 1024 } as const;

/** The error of a step. The whole solution is then within 2e-8 of that of the 1024 equations. */
export const TOLERANCE = 1e-7;

/**
 * What the experiment keeps of it: t = 0, 50 … 500 and the cells 8, 24 … 1016. The paper takes 10 of the 100 times and 64 of
 * the 1024 cells, and does not say which; these are evenly spaced.
 *
 * @param u [101, 1024]
 * @returns a view [11, 64]
 */
export const thin = (u: NdArray<Float64Array>): NdArray<Float64Array> => u.lo(0, 8).step(10, 16);

const storedTimes: readonly number[] = Array.from(
  { length: stored.times },
  (_, index) => index * stored.timeStep,
);

/** t of the axes [11] that {@link thin} leaves. */
export const times: readonly number[] = storedTimes.filter((_, index) => index % 10 === 0);

/** x at the centres of the cells [64] that {@link thin} leaves. */
export const positions: readonly number[] = Array.from(
  { length: 64 },
  (_, index) => (8 + 16 * index + 0.5) / stored.cells,
);

/** The equation on the cells of PDEBench. */
export const equationOf1024 = (): TridiagonalSystem => diffusionSorptionSystem(stored.cells);

/** The solution u [101, 1024] from u0 in every cell. */
export const solveFrom = (u0: number): Trajectory =>
  integrate(equationOf1024(), {
    start: new Float64Array(stored.cells).fill(u0),
    times: storedTimes,
    tolerance: TOLERANCE,
  });

/** A solution on the times and the points that the experiment keeps. */
export interface Solution {
  /** u [samples, times, points] */
  readonly u: Tensor;
  /** t, the first of them that of the initial values. */
  readonly times: readonly number[];
  /** x */
  readonly positions: readonly number[];
}

export interface SolveOptions {
  /** After each sample. */
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
  /** Aborts between two samples, some 50 ms apart; the promise is then rejected with the reason. */
  readonly signal?: AbortSignal | undefined;
  /** Solves one sample; {@link solveFrom} by default. */
  readonly solve?: ((u0: number) => Trajectory) | undefined;
}

export interface SolveProgress {
  /** Samples solved. */
  readonly done: number;
  readonly total: number;
}

/** u [samples, 11, 64], from the initial values of the samples 0, 1, 2 … */
export async function solveSamples(
  samples: number,
  { onProgress, signal, solve = solveFrom }: SolveOptions,
): Promise<Tensor> {
  const u = zeros([samples, times.length, positions.length]);
  for (let sample = 0; sample < samples; sample++) {
    await setImmediate(); // an abort or a progress bar gets its turn
    signal?.throwIfAborted();
    const { values } = solve(initialValue(sample));
    const thinned = fromNdarray(thin(ndarray(values, [stored.times, stored.cells]))).data;
    u.data.set(thinned, sample * thinned.length);
    onProgress?.({ done: sample + 1, total: samples });
  }
  return u;
}
