import { dtypeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Activation, Network } from "../../src/index.ts";

/** By how much σ may stretch a difference: the largest of its slopes. */
const stretch = (activation: Activation): number => {
  if (activation.kind === "prelu") return Math.max(1, ...activation.slope.data.map(Math.abs));
  if (activation.kind === "sin" || activation.kind === "cos") return Math.abs(activation.omega);
  if (activation.kind === "elu") return Math.max(1, Math.abs(activation.alpha));
  if (activation.kind === "exp") throw new Error("exp has no steepest slope");
  return activation.kind === "sigmoid" ? 0.25 : 1.76; // the steepest of the others is SELU
};

/**
 * How far a network's outputs may be from the exact ones, [n, m], in the precision of the network, whatever the order of its sums.
 *
 * A sum of J products and a bias is off by at most γ (Σ |w x| + |b|), γ = (J + 1) u / (1 − (J + 1) u), and what x was off by is carried
 * on by |W| (Higham 2002, section 3.1). An activation stretches that, and is itself rounded; 8 u of its argument and 8 u
 * of 1 are more than any platform's tanh, exp or erf are off by.
 */
export function outputRoundoff({ layers }: Network, X: Tensor): Float64Array {
  const u = dtypeOf(layers[0].weight) === "f32" ? 2 ** -24 : 2 ** -53;
  const [N] = X.shape;
  let size = Float64Array.from(X.data, Math.abs);
  let error = new Float64Array(size.length);
  for (const { weight, bias, activation } of layers) {
    const [I, J] = weight.shape;
    const gamma = ((J + 1) * u) / (1 - (J + 1) * u);
    const L = stretch(activation);
    const [nextSize, nextError] = [new Float64Array(N * I), new Float64Array(N * I)];
    for (let n = 0; n < N; n++)
      for (let i = 0; i < I; i++) {
        let [s, e] = [Math.abs(bias.data[i]), 0];
        for (let j = 0; j < J; j++) {
          const w = Math.abs(weight.data[i * J + j]);
          s += w * (size[n * J + j] + error[n * J + j]);
          e += w * error[n * J + j];
        }
        const signalError = e + gamma * s;
        const rounded = activation.kind === "identity" ? 0 : 8 * u * (1 + s);
        nextSize[n * I + i] = Math.max(1, L) * s;
        nextError[n * I + i] = L * signalError + rounded;
      }
    [size, error] = [nextSize, nextError];
  }
  return error;
}
