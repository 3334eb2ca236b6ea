import type { Data } from "../../tensor.ts";
import type { AdamStep, Addition, Prelu, PreluSlope, PreluTangent } from "../kernels.ts";

/** S_ni ← S_ni + b_i. */
export function addToRows(S: Data, b: Data): void {
  for (let start = 0; start < S.length; start += b.length)
    for (let i = 0; i < b.length; i++) S[start + i] += b[i];
}

/** y ← a + b, from the entry `from` on. */
export function add({ A, B, Y }: Addition, from = 0): void {
  for (let at = from; at < Y.length; at++) Y[at] = A[at] + B[at];
}

/** y ← x where x > 0, else a x, from the entry `from` on. */
export function prelu({ X, a, Y }: Prelu, from = 0): void {
  for (let at = from; at < Y.length; at++) Y[at] = X[at] > 0 ? X[at] : a * X[at];
}

/** z ← c where x > 0, else a c, from the entry `from` on. */
export function preluSlope({ X, a, c, Z }: PreluSlope, from = 0): void {
  for (let at = from; at < Z.length; at++) Z[at] = X[at] > 0 ? c[at] : a * c[at];
}

/** ẏ ← ẋ where x > 0, else a ẋ + ȧ x, from the entry `from` on. Each product is rounded to the precision of Y. */
export function preluTangent({ X, a, XDot, aDot, Y }: PreluTangent, from = 0): void {
  if (from >= Y.length) return;
  const round = Y instanceof Float32Array ? Math.fround : same;
  for (let at = from; at < Y.length; at++)
    Y[at] = X[at] > 0 ? XDot[at] : round(a * XDot[at]) + round(aDot * X[at]);
}

/** G ← g², from the entry `from` on. */
export function squares(G: Float64Array, g: Data, from = 0): void {
  for (let at = from; at < G.length; at++) G[at] = g[at] * g[at];
}

/** G ← G + g², from the entry `from` on. */
export function addSquares(G: Float64Array, g: Data, from = 0): void {
  for (let at = from; at < G.length; at++) G[at] += g[at] * g[at];
}

/**
 * A step of Adam, from the entry `from` on, in the order of its authors:
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²        θ ← θ − α (m / m̂) / (√(v / v̂) + ε)
 *
 * where m̂ and v̂ stand for 1 − β₁ᵗ and 1 − β₂ᵗ. In single precision every number is rounded to it, beginning with the constants.
 */
export function adam(step: AdamStep, from = 0): void {
  const { theta, g, m, v } = step;
  if (from >= theta.length) return; // most arrays leave no entry for this loop
  const round = theta instanceof Float32Array ? Math.fround : same;
  const alpha = round(step.learningRate);
  const epsilon = round(step.epsilon);
  const beta1 = round(step.beta1);
  const rest1 = round(1 - step.beta1);
  const first = round(step.firstBias);
  const beta2 = round(step.beta2);
  const rest2 = round(1 - step.beta2);
  const second = round(step.secondBias);
  for (let p = from; p < theta.length; p++) {
    m[p] = round(beta1 * m[p]) + round(rest1 * g[p]);
    v[p] = round(beta2 * v[p]) + round(round(rest2 * g[p]) * g[p]);
    const root = round(round(Math.sqrt(round(v[p] / second))) + epsilon);
    theta[p] -= round(round(alpha * round(m[p] / first)) / root);
  }
}

const same = (value: number): number => value;
