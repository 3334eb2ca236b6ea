import { diffusionSorption } from "@espalier/data/diffusion-sorption";
import { commonNotes } from "./case.ts";
import type { Case } from "./case.ts";
import { solutionOf } from "./pdebench.ts";

/** Case 2: the solution of a diffusion-sorption equation, from its initial values. */
export const pde: Case = {
  name: "pde",
  loss: "mean-squared-error",
  inputs: 68,
  outputs: 1,
  trainingSamples: 51_200,
  defaults: {
    network: [68, 32, 32, 32, 1],
    noise: 0.005,
    epochs: [30, 15],
    ratios: [0.5, 0.8, 0.9, 0.95],
  },
  notes: [
    "Inputs are μ = (u0 before noise, left boundary value 1), t/500, x, and u0 on 64 grid points; the output is u(t, x).",
    "Ten times, 50 to 500, and 64 of 1024 cells of the first 100 initial values: 0 to 79 for training, 80 to 99 for testing.",
    "With a file of PDEBench, u at these times and points is read from it; else it is our own solution of the equation.",
    "The noise is added to the whole solution, and so to the u0 inputs too.",
    ...commonNotes,
  ],
  load: async ({ recipe: { noise, precision, pdebench }, folder, signal, onProgress, onNotice }) =>
    diffusionSorption({
      noise,
      dtype: precision,
      solution: pdebench === undefined ? undefined : await solutionOf(folder, pdebench),
      cache: folder,
      signal,
      onNotice,
      onProgress: ({ done, total }) => onProgress(done / total, `solving the equation: ${done} of ${total}`),
    }),
};
