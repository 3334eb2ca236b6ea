import type { Prepared } from "../../contender.ts";
import type { ScoresTask } from "../../works/tasks.ts";
import { forward } from "./network.ts";
import { read } from "./read.ts";

/** How many weights a run removes, one at a time; all cost the same here, a forward pass of all samples. */
const REMOVED = 4;

export function nonlinear(task: ScoresTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const weights = layers.reduce((sum, { W }) => sum + W.length, 0);
  const outputs = new Float64Array(N * M);
  for (let n = 0; n < N; n++) outputs.set(forward(layers, X.subarray(n * J, (n + 1) * J)), n * M);
  const [{ W, b }] = layers;
  const changeOf = (ij: number, mean: number): number => {
    const [i, kept] = [Math.floor(ij / J), [W[ij], b[Math.floor(ij / J)]]];
    let change = 0;
    W[ij] = 0;
    b[i] += kept[0] * mean;
    for (let n = 0; n < N; n++) {
      const y = forward(layers, X.subarray(n * J, (n + 1) * J));
      for (let m = 0; m < M; m++) change += (y[m] - outputs[n * M + m]) ** 2 / N;
    }
    [W[ij], b[i]] = kept;
    return change;
  };
  const run = (): void => {
    for (let ij = 0; ij < REMOVED; ij++) changeOf(ij, 0.5);
  };
  return { run, share: REMOVED / weights };
}
