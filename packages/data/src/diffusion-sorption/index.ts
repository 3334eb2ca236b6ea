export { diffusionSorption, NOISE_SEED } from "./dataset.ts";
export type { DiffusionSorptionOptions } from "./dataset.ts";
export { initialValue } from "./initial-values.ts";
export type { Trajectory } from "./integrate.ts";
export { equationOf1024, positions, solveFrom, solveSamples, stored, thin, times } from "./solution.ts";
export type { Solution, SolveOptions, SolveProgress } from "./solution.ts";
