import { withConstants } from "./compensation.ts";
import type { Removal, UnitCompensation } from "./compensation.ts";

const single = { wanted: {}, changes: ["bias"], moves: [] } as const;

/** Nothing compensates for a removed unit: every reader loses W_ij x_j. */
export const none: UnitCompensation = {
  ...single,
  name: "none",
  changes: [],
  candidates: ({ layer }) => [{ by: "none", layer }],
};

/** The unit becomes its mean: b_i ← b_i + W_ij E[x_j]. The readers' signals keep their means. */
export const mean: UnitCompensation = {
  ...single,
  name: "mean",
  candidates: (removal) => [{ by: "mean", layer: withConstants(removal, (j) => removal.statistics.mean[j]) }],
};

/**
 * The unit becomes one constant, the best one to first order:
 *
 *     x_j → a_j = E[Q_j x_j] / E[Q_j]        Q_j = Σ_m h_mj²,  h_mj = ∂NN_m/∂x_j        b_i ← b_i + W_ij a_j
 *
 * the paper's (7) with the unit in the place of the weight. The remaining change is E[Q_j] Var_Q(x_j).
 */
export const constant: UnitCompensation = {
  ...single,
  name: "constant",
  candidates: (removal) => [
    { by: "constant", layer: withConstants(removal, (j) => removal.statistics.center[j]) },
  ],
};

/** Each reader takes its own best constant, W_ij E[G_i x_j] / E[G_i], the paper's (7), as if no other reader changed. */
export const bias: UnitCompensation = {
  ...single,
  name: "bias",
  candidates: (removal) => [{ by: "bias", layer: withConstants(removal, ownConstant(removal)) }],
};

/** If the outputs do not depend on a reader, it keeps the mean of its signal. */
function ownConstant({ statistics, layer }: Removal): (j: number, i: number) => number {
  const { signalEnergy, signalFirst, center, mean: means } = statistics;
  const [, J] = layer.weight.shape;
  return (j, i) => (signalEnergy[i] > 0 ? center[j] + signalFirst[i * J + j] / signalEnergy[i] : means[j]);
}
