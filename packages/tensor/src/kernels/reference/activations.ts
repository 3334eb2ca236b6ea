import type { Activation, ActivationSlope } from "../kernels.ts";

/** y ← f(x), from the entry `from` on. */
export function activation({ f, X, Y }: Activation, from = 0): void {
  for (let at = from; at < Y.length; at++) Y[at] = f(X[at]);
}

/** z ← c f′(x), from the entry `from` on. */
export function activationSlope({ slope, X, c, Z }: ActivationSlope, from = 0): void {
  for (let at = from; at < Z.length; at++) Z[at] = c[at] * slope(X[at]);
}
