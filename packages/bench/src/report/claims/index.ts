import type { Claim } from "./comparisons.ts";
import { compensationMatters } from "./compensation.ts";
import { costOfBackpropagation, costOfNonlinear } from "./costs.ts";
import {
  betterThanClassical,
  betterThanDense,
  betterThanGradient,
  betterThanRandom,
  lowestOnMnist,
  lowestOnPde,
} from "./lowest.ts";
import { robustToNoise } from "./noise.ts";
import { nonlinearSlightlyBetter } from "./nonlinear.ts";
import { halfWithoutRetraining, unchangedAfterFineTuning } from "./unchanged.ts";

/** What the paper claims of its experiments: of MNIST, of the equation, of all data, of costs. */
export const claims: readonly Claim[] = [
  halfWithoutRetraining,
  lowestOnMnist,
  unchangedAfterFineTuning,
  lowestOnPde,
  nonlinearSlightlyBetter,
  robustToNoise,
  betterThanDense,
  betterThanRandom,
  betterThanClassical,
  betterThanGradient,
  compensationMatters,
  costOfBackpropagation,
  costOfNonlinear,
];
