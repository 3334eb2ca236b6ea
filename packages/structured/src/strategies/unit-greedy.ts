import { coupledMove, SHRINKAGE } from "../compensation/coupled.ts";
import type { UnitStatistics } from "../units/unit-statistics.ts";
import { fromStatistics } from "./from-statistics.ts";
import type { UnitStrategy } from "../units/unit-strategy.ts";

/**
 * K [j, l], whose sum over a set is the change of the outputs that is left after the set is removed, to first order:
 *
 *     L_R = Σ_{j,l∈R} K_jl        K_jl = E[Σ_m h_mj x̃_j h_ml x̃_l] − c̃_jᵀ d_l − d_jᵀ c̃_l + d_jᵀ H d_l        x̃ = x − a
 *
 * with d_j the move of the biases for unit j alone: moves of a set add up.
 */
export function setCosts(statistics: UnitStatistics, shrinkage: number): Float64Array {
  const { joint, samples, pull, coupling, mean } = statistics;
  if (joint === undefined) throw new Error("statistics without the joint sums of the units");
  const J = mean.length;
  const I = pull.length / J;
  const moves = Array.from({ length: J }, (_, j) => coupledMove(statistics, [j], shrinkage));
  // d_jᵀ (H d_l − c̃_l) − c̃_jᵀ d_l
  const images = moves.map((d) =>
    Float64Array.from({ length: I }, (_, i) =>
      d.reduce((sum, each, l) => sum + coupling[i * I + l] * each, 0),
    ),
  );
  const K = new Float64Array(J * J);
  for (let j = 0; j < J; j++)
    for (let l = 0; l < J; l++) {
      let value = joint[j * J + l];
      for (let i = 0; i < I; i++)
        value += moves[j][i] * (images[l][i] - pull[l * I + i]) - pull[j * I + i] * moves[l][i];
      K[j * J + l] = value / samples;
    }
  return K;
}

/**
 * The cost of removing one unit after the other, always the cheapest next one. A unit that becomes cheap after the removal of another
 * one gets the cost of that one, so that every ranking removes it later.
 */
export function greedyCosts(K: Float64Array): Float64Array {
  const J = Math.sqrt(K.length);
  const costs = new Float64Array(J);
  const next = Float64Array.from({ length: J }, (_, j) => K[j * J + j]); // K_ll + 2 Σ_{j∈R} K_jl
  const left = new Set(Array.from({ length: J }, (_, j) => j));
  let most = 0;
  while (left.size > 0) {
    let best = -1;
    for (const j of left) if (best < 0 || next[j] < next[best]) best = j;
    costs[best] = most = Math.max(most, next[best]);
    left.delete(best);
    for (const j of left) next[j] += K[best * J + j] + K[j * J + best];
  }
  return costs;
}

/** The greedy order of the set function above, with the coupled compensation. For layers of up to some hundred units. */
export const unitGreedy: UnitStrategy = fromStatistics(
  { name: "unit-greedy", compensation: "affine" },
  { joint: true },
  (statistics) => greedyCosts(setCosts(statistics, SHRINKAGE)),
);
