import { fromMoments } from "./from-moments.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * Iterative pruning: the unit goes whose removal disturbs its readers least before anything compensates for it, Σ_i W_ij² E[x_j²], and then the
 * kept weights of the readers are fitted in least squares: the compensation `affine`.
 *
 * The abstract could be read, which has the least squares by preconditioned conjugate gradients; that the criterion is the initial
 * residual is recalled. Where units depend on each other conjugate gradients stop at the smallest solution; we solve with a small ridge.
 *
 * @see Castellano, Fanelli & Pelillo 1997, "An iterative pruning algorithm for feedforward neural networks"
 */
export const iterativePruning: UnitStrategy = fromMoments(
  { name: "iterative-pruning", compensation: "affine" },
  ({ variance, mean }, { weight }) => {
    const [I, J] = weight.shape;
    return variance.map((each, j) => {
      let square = 0;
      for (let i = 0; i < I; i++) square += weight.data[i * J + j] ** 2;
      return square * (each + mean[j] ** 2);
    });
  },
);
