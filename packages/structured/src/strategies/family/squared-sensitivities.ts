import { outputWidths } from "@espalier/network";
import type { MetricName, Network } from "@espalier/network";
import { batchSensitivities } from "@espalier/scores/internal";

/** Σ_n h_nj² for each output m, output by output: [m, j]. */
export const noSquares = (network: Network, layers: readonly number[]): Float64Array[] => {
  const outputs = outputWidths(network).reduce((sum, width) => sum + width, 0);
  return layers.map((k) => new Float64Array(outputs * network.layers[k].weight.shape[1]));
};

/** Adds the squares of a batch. */
export function addSquares(
  sums: readonly Float64Array[],
  batch: ReturnType<typeof batchSensitivities>,
  layers: readonly number[],
  metric?: MetricName,
): void {
  let m = 0;
  for (const all of batch.each(layers, metric)) {
    for (const [at, { byInput }] of all.entries()) {
      const [, J] = byInput.shape;
      const sum = sums[at].subarray(m * J, (m + 1) * J);
      for (let nj = 0; nj < byInput.data.length; nj++) sum[nj % J] += byInput.data[nj] ** 2;
    }
    m++;
  }
}
