import { coupledMove, SHRINKAGE } from "../compensation/coupled.ts";
import type { UnitStatistics } from "../units/unit-statistics.ts";
import { fromStatistics } from "./from-statistics.ts";
import type { UnitStrategy } from "../units/unit-strategy.ts";

/**
 * The change of the outputs that is left, to first order, if units R go and the biases of their readers compensate for it together:
 * L(δ) = L(δ⁰) − 2 c̃ᵀ d + dᵀ H d at δ = δ⁰ + d, where δ⁰ replaces each unit by its best constant a_j, and c̃ = c − H δ⁰. With λ = 0 this is
 * L* = E[Q_j x_j²] − cᵀ H⁺ c.
 *
 * @param shrinkage λ, see `coupled`
 */
export function coupledCosts(statistics: UnitStatistics, shrinkage: number): Float64Array {
  const { scatter, samples, pull, coupling, mean } = statistics;
  const I = pull.length / mean.length;
  return scatter.map((sum, j) => {
    const d = coupledMove(statistics, [j], shrinkage);
    let value = sum;
    for (let i = 0; i < I; i++) {
      value -= 2 * d[i] * pull[j * I + i];
      for (let l = 0; l < I; l++) value += d[i] * coupling[i * I + l] * d[l];
    }
    return Math.max(0, value / samples);
  });
}

/** {@link coupledCosts} of each unit alone. */
export const unitCoupled: UnitStrategy = fromStatistics(
  { name: "unit-coupled", compensation: "coupled" },
  {},
  (statistics) => coupledCosts(statistics, SHRINKAGE),
);
