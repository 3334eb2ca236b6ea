import type { Tensor } from "@espalier/tensor";
import { noMoments } from "./moments.ts";
import type { Moments } from "./moments.ts";

/** The moments of columns under equal weights, by Welford's update: nothing cancels. For values that come row by row. */
export function runningMoments(J: number): {
  readonly add: (values: Tensor) => void;
  readonly moments: Moments;
} {
  const moments = noMoments(1, J);
  const [count, mean, scatter] = [moments.totalEnergy.data, moments.mean.data, moments.scatter.data];
  return {
    add({ shape: [N], data }) {
      for (let n = 0; n < N; n++) {
        count[0]++;
        for (let j = 0; j < J; j++) {
          const away = data[n * J + j] - mean[j];
          mean[j] += away / count[0];
          scatter[j] += away * (data[n * J + j] - mean[j]);
        }
      }
    },
    moments,
  };
}

/** The variance of each column, over N − 1. One sample has the variance 0. */
export const varianceOf = ({ totalEnergy, scatter }: Moments): Float64Array =>
  Float64Array.from(scatter.data, (sum) => sum / Math.max(1, totalEnergy.data[0] - 1));
