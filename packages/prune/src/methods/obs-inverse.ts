import { chunks } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { batchSensitivities } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import type { Places } from "./places.ts";

/** H⁻¹ by Sherman and Morrison: H⁻¹ ← H⁻¹ − H⁻¹X Xᵀ H⁻¹ / (N + Xᵀ H⁻¹ X), from I/α. */
export function* inverseOf(
  network: Network,
  inputs: Tensor,
  { weights, biases, size }: Places,
  damping: number,
  metric: "outputs" | "softmax",
): Work<Float64Array> {
  const [N] = inputs.shape;
  const inverse = new Float64Array(size * size);
  for (let at = 0; at < size; at++) inverse[at * size + at] = 1 / damping;
  const layers = [...network.layers.keys()];
  const X = new Float64Array(size);
  let done = 0;
  for (const [some] of chunks(inputs)) {
    const batch = batchSensitivities(network, some);
    for (const all of batch.each(layers, metric))
      for (let n = 0; n < some.shape[0]; n++) {
        X.fill(0);
        for (const [k, { bySignal: g }] of all.entries()) {
          const x = batch.inputs[k];
          const [I, J] = network.layers[k].weight.shape;
          for (let i = 0; i < I; i++) {
            const g_i = g.data[n * I + i];
            X[biases[k] + i] = g_i;
            for (let j = 0; j < J; j++) X[weights[k] + i * J + j] += g_i * x.data[n * J + j];
          }
        }
        update(inverse, X, N);
        if (n % 50 === 0) yield { stage: "scores", done, total: N };
      }
    done += some.shape[0];
  }
  return inverse;
}

/** Adds one X to H. */
function update(inverse: Float64Array, X: Float64Array, N: number): void {
  const size = X.length;
  const image = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    const row = inverse.subarray(a * size, (a + 1) * size);
    let sum = 0;
    for (let b = 0; b < size; b++) sum += row[b] * X[b];
    image[a] = sum;
  }
  let square = N;
  for (let a = 0; a < size; a++) square += X[a] * image[a];
  subtractOuter(inverse, image, 1 / square, size);
}

/** A ← A − s v vᵀ, in the first rows and columns. */
export function subtractOuter(A: Float64Array, v: Float64Array, s: number, live: number): void {
  const size = v.length;
  for (let a = 0; a < live; a++) {
    const share = v[a] * s;
    if (share === 0) continue;
    const row = A.subarray(a * size, a * size + live);
    for (let b = 0; b < live; b++) row[b] -= share * v[b];
  }
}
