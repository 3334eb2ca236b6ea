import type { Claim } from "./claim.ts";
import { compensationMatters } from "./compensation.ts";
import { costOfBackpropagation, costOfNonlinear } from "./cost.ts";
import { halfWithoutRetraining } from "./half-without-retraining.ts";
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
import { unchangedAfterFineTuning } from "./unchanged-after-fine-tuning.ts";

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
