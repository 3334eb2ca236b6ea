import { fromMoments } from "./from-moments.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * Variance-based pruning: the units of smallest Var(x_j) go, over all layers together, and their means go to the biases of the readers: the
 * compensation `mean`. The weights play no part in the score. The authors then train for about ten epochs. Read in the abstract and in
 * summaries.
 *
 * @see arXiv:2507.12988, "Variance-based pruning for accelerating and compressing trained networks"
 */
export const varianceBasedPruning: UnitStrategy = fromMoments(
  { name: "variance-based-pruning", compensation: "mean" },
  ({ variance }) => variance,
);
