import { fromStatistics } from "./from-statistics.ts";
import type { UnitStrategy } from "../units/unit-strategy.ts";

/**
 * The importance of a unit that one constant replaces, L_a = min_a E[Q_j (x_j − a)²] = E[Q_j] Var_Q(x_j), with Q_j = Σ_m h_mj² and
 * h_mj = ∂NN_m/∂x_j: the paper's (5) with the unit in the place of the weight. A constant unit costs nothing.
 *
 * @see arXiv:2602.20467v1, whose weights these are not
 */
export const unitConstant: UnitStrategy = fromStatistics(
  { name: "unit-constant", compensation: "affine" },
  {},
  ({ scatter, samples }) => scatter.map((sum) => sum / samples),
);
