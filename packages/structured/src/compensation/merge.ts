import type { Removal, UnitCompensation } from "./compensation.ts";

/**
 * A removed unit r is merged into the kept unit u that is most correlated with it, by a line:
 *
 *     x_r ≈ c x_u + a        c = Cov(x_u, x_r) / Var(x_u)        a = E[x_r] − c E[x_u]
 *     W_iu ← W_iu + c W_ir        b_i ← b_i + a W_ir
 *
 * This is {@link affine} with one kept unit in place of all.
 *
 * @see Babaeizadeh, Smaragdis & Campbell 2016, "NoiseOut: a simple way to prune neural networks"; before it Sietsma & Dow 1988
 */
export const merge: UnitCompensation = {
  name: "merge",
  wanted: { covariance: true },
  changes: ["weight", "bias"],
  moves: [],
  candidates: (removal) => [{ by: "merge", layer: merged(removal) }],
};

function merged({ layer, removed, kept, statistics }: Removal): Removal["layer"] {
  const { weight, bias } = layer;
  const [I, J] = weight.shape;
  const [W, b] = [Float64Array.from(weight.data), Float64Array.from(bias.data)];
  const { mean, covariance } = statistics;
  if (covariance === undefined) throw new Error("statistics without the covariance of the units");
  for (const r of removed) {
    // Cov² / Var_u is the variance of x_r that a line through x_u explains; 0 for a constant.
    const explained = (u: number): number => {
      const variance = covariance[u * J + u];
      return variance > 0 ? covariance[u * J + r] ** 2 / variance : 0;
    };
    const u = kept.reduce((best, each) => (explained(each) > explained(best) ? each : best));
    const slope = explained(u) > 0 ? covariance[u * J + r] / covariance[u * J + u] : 0;
    const offset = mean[r] - slope * mean[u];
    for (let i = 0; i < I; i++) {
      W[i * J + u] += slope * weight.data[i * J + r];
      b[i] += offset * weight.data[i * J + r];
    }
  }
  return { ...layer, weight: { shape: [I, J], data: W }, bias: { shape: [I], data: b } };
}
