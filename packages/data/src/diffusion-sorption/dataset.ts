import { join } from "node:path";
import { add, astype, randomUniform, reshape, seededRandom, ValueError, zeros } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { fromNdarray, toNdarray } from "@espalier/tensor/ndarray";
import type { DataSet, Samples } from "../dataset.ts";
import { cached } from "./cache.ts";
import { equation } from "./equation.ts";
import { LARGEST_INITIAL_VALUE } from "./initial-values.ts";
import { positions, solveSamples, stored, times, TOLERANCE } from "./solution.ts";
import type { Solution, SolveOptions } from "./solution.ts";

export interface DiffusionSorptionOptions extends SolveOptions {
  /** d: every number of the solution is off by its own draw from Uniform(−d, d). */
  readonly noise: number;
  /** A folder where the solution without noise is kept for the next time; computed afresh without one. */
  readonly cache?: string | undefined;
  /** Of the result; the equation is solved in f64 anyway. "f64" by default. */
  readonly dtype?: DType | undefined;
  /** A solution to use in place of our own, such as that of PDEBench's file. */
  readonly solution?: Solution | undefined;
  /** A multiple of 5, of which the first four fifths are for training; the paper's 100 by default. */
  readonly samples?: number | undefined;
  /** Told, in a sentence, why a kept solution was not used. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/** The noise is part of the data: it has a seed of its own, and stays when a network starts from another one. */
export const NOISE_SEED = 20467;

/**
 * The paper's data set of a diffusion-sorption equation, for learning u(t, x) from the initial values:
 *
 *   input   (μ_0, μ_1, t/t_end, x, u(0, x_0) … u(0, x_63))     [N, 68]
 *   target  u(t, x)                                          [N, 1]
 *
 * A row for each sample, each t of 50, 100 … 500 = t_end and each x of 64, in that order. The equation has no parameter that varies,
 * so μ is what a sample is made of, the value of u0 before noise, and the constant boundary value at the left, 1. The noise
 * is on the whole solution, and so also on the initial values among the inputs: one draw a sample and point, the same
 * draws times d for every d.
 *
 * @returns with 100 samples, 51,200 rows of the samples 0 to 79 for training and 12,800 rows of the others as test
 * @throws ValueError when d is not a number ≥ 0, or the samples do not divide by 5
 * @see arXiv:2602.20467, the second experiment
 */
export async function diffusionSorption(options: DiffusionSorptionOptions): Promise<DataSet> {
  const { noise, dtype = "f64", samples = 100 } = options;
  if (!(noise >= 0 && noise < Infinity))
    throw new ValueError("diffusionSorption", "a finite noise ≥ 0", `${noise}`);
  if (!(Number.isSafeInteger(samples) && samples > 0 && samples % 5 === 0))
    throw new ValueError("diffusionSorption", "a multiple of 5 as samples", `${samples}`);

  const solution = options.solution ?? { u: await cleanSolution(samples, options), times, positions };
  const { shape } = solution.u;
  if (shape[0] !== samples)
    throw new ValueError("diffusionSorption", `a solution of ${samples} samples`, `one of ${shape[0]}`);
  const noisy = add(solution.u, randomUniform(shape, -noise, noise, seededRandom(NOISE_SEED)));
  const split = 0.8 * samples;
  return {
    name: "diffusion-sorption",
    train: samplesOf(solution, noisy, [0, split], dtype),
    test: samplesOf(solution, noisy, [split, samples], dtype),
  };
}

/** u [samples, 11, 64] before noise, from the cache where there is one. */
function cleanSolution(samples: number, options: DiffusionSorptionOptions): Promise<Tensor> {
  const solve = (): Promise<Tensor> => solveSamples(samples, options);
  if (options.cache === undefined) return solve();
  return cached(
    {
      path: join(options.cache, `diffusion-sorption-${samples}.bin`),
      recipe: {
        equation,
        initialValues: { largest: LARGEST_INITIAL_VALUE, generator: "MT19937" },
        stored,
        times,
        positions,
        method: "RODASP",
        tolerance: TOLERANCE,
      },
      shape: [samples, times.length, positions.length],
      onNotice: options.onNotice,
    },
    solve,
  );
}

/** The rows of the samples `from` to `to`, the last not included. */
function samplesOf(
  solution: Solution,
  noisy: Tensor,
  [from, to]: readonly [number, number],
  dtype: DType,
): Samples {
  const { u: clean } = solution;
  const [points, steps] = [solution.positions.length, solution.times.length];
  const after = solution.times.slice(1);
  const end = solution.times[steps - 1];
  const N = (to - from) * after.length * points;
  const inputs = zeros([N, 4 + points], dtype);
  let at = 0;
  for (let sample = from; sample < to; sample++) {
    const first = sample * steps * points;
    const u0 = clean.data[first];
    const initial = noisy.data.subarray(first, first + points);
    for (const t of after)
      for (const x of solution.positions) {
        inputs.data.set([u0, equation.solubility, t / end, x], at);
        inputs.data.set(initial, at + 4);
        at += 4 + points;
      }
  }
  const targets = fromNdarray(
    toNdarray(noisy)
      .lo(from, 1, 0)
      .hi(to - from, after.length, points),
  );
  return { inputs, targets: astype(reshape(targets, [N, 1]), dtype) };
}
