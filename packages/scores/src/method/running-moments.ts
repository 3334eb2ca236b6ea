import type { Tensor } from "@espalier/tensor";

/** The mean and the variance of each column, by Welford's update: nothing cancels. One sample has the variance 0. */
export function runningMoments(J: number): {
  readonly add: (values: Tensor) => void;
  readonly result: () => { readonly mean: Float64Array; readonly variance: Float64Array };
} {
  let count = 0;
  const [mean, scatter] = [new Float64Array(J), new Float64Array(J)];
  return {
    add({ shape: [N], data }) {
      for (let n = 0; n < N; n++) {
        count++;
        for (let j = 0; j < J; j++) {
          const away = data[n * J + j] - mean[j];
          mean[j] += away / count;
          scatter[j] += away * (data[n * J + j] - mean[j]);
        }
      }
    },
    result: () => ({ mean, variance: scatter.map((sum) => sum / Math.max(1, count - 1)) }),
  };
}
