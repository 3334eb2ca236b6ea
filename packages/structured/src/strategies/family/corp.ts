import { fromMoments } from "./from-moments.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * CORP: the units of smallest E[x_j²] times the fraction of samples in which they are active go, and the kept units stand in for them
 * affinely, by ridge regression: the compensation `affine`.
 *
 * Read in the authors' code. There λ = 1e-3 is absolute, so that it depends on the scale of x; ours is a fraction of the mean variance. Active
 * means x_j > 0; for activations that are never exactly 0 that is our choice.
 *
 * @see arXiv:2602.05243, "CORP: closed-form one-shot representation-preserving structured pruning"
 */
export const corp: UnitStrategy = fromMoments(
  { name: "corp", compensation: "affine" },
  ({ variance, mean, active }) => variance.map((each, j) => (each + mean[j] ** 2) * active[j]),
);
