import type { Case, Work } from "./work.ts";

export const solved: readonly (readonly number[])[] = [
  [784, 32, 32, 10],
  [784, 64, 64, 10],
  [784, 300, 100, 10],
  [68, 32, 32, 32, 1],
];

/** Multiplications and additions of one forward, one tangent and one reverse sweep, in which the inputs do not move. */
export const sweepsOf = (sizes: readonly number[], samples: number): number =>
  sizes.slice(1).reduce((sum, I, k) => sum + 2 * samples * I * sizes[k] * (k === 0 ? 3 : 5), 0);

export const solver: Work = {
  name: "solver",
  title: "A product with the Gauss–Newton matrix",
  counted:
    "H v, for 10,240 samples without zeros, in f32. The limit is the arithmetic of the matrix products of one forward, one tangent and one reverse sweep in one thread, for the weights that are there; the " +
    "forward sweep is done once for all products at a point. With 10 % of the weights, which are drawn at random, no input and no neuron is gone.",
  contenders: ["limit", "kernels", "two threads"],
  cases: solved.flatMap((sizes) =>
    [1, 0.1].map((kept): Case => ({
      name: nameOfSolver(sizes, kept),
      work: "solver",
      task: { sizes, samples: 10_240, kept },
      flop: kept * sweepsOf(sizes, 10_240),
    })),
  ),
  pace: { warmUp: 0.2, sample: 0.05, allowance: 2 },
};

export function nameOfSolver(sizes: readonly number[], kept: number): string {
  return `${sizes.join("-")}, ${kept === 1 ? "all weights" : `${100 * kept} % of the weights`}`;
}
