import type { Prepared } from "../../contender.ts";
import type { JacobianTask } from "../../works/tasks.ts";
import { sumOfSquares } from "../figures.ts";
import { sweep } from "./network.ts";
import { read } from "./read.ts";

export function jacobian(task: JacobianTask): Prepared {
  const { X, layers, N, J, M } = read(task);
  const make = (): Float32Array[] =>
    layers.map(({ I, J: width }) => new Float32Array(N * M * I * (width + 1)));
  const held = task.into === "new" ? undefined : make();
  const compute = (): Float32Array[] => {
    const results = held ?? make();
    for (let n = 0; n < N; n++)
      for (let m = 0; m < M; m++) {
        sweep(layers, X.subarray(n * J, (n + 1) * J), m);
        for (const [k, { I, J: width, g, x }] of layers.entries()) {
          let at = (n * M + m) * I * (width + 1);
          for (let i = 0; i < I; i++) {
            for (let j = 0; j < width; j++) results[k][at++] = g[i] * x[j];
            results[k][at++] = g[i];
          }
        }
      }
    return results;
  };
  return { figure: sumOfSquares(...compute()), run: () => void compute() };
}
