import { solveFrom } from "../../src/diffusion-sorption/solution.ts";

/** u at all stored times and cells. */
export type Solution = ReturnType<typeof solveFrom>;

const solutions = new Map<number, Solution>();

/** {@link solveFrom}, once for each u0 in all tests: the same call gives the same bits, and takes a quarter of a second. */
export function solvedOnce(u0: number): Solution {
  const solution = solutions.get(u0) ?? solveFrom(u0);
  solutions.set(u0, solution);
  return solution;
}
