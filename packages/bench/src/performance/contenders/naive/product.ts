import type { Prepared } from "../../contender.ts";
import { entries } from "../../works/tasks.ts";
import type { ProductTask } from "../../works/tasks.ts";
import { sumOfSquares } from "../figures.ts";

export function product({ dtype, form, M, K, N }: ProductTask): Prepared {
  const [A, B] = [entries(M * K, dtype), entries(K * N, dtype)];
  const C = entries(M * N, dtype);
  const [aRow, aColumn] = form === "TN" ? [1, M] : [K, 1];
  const [bRow, bColumn] = form === "NT" ? [1, K] : [N, 1];
  const run = (): void => {
    for (let m = 0; m < M; m++)
      for (let n = 0; n < N; n++) {
        let sum = 0;
        for (let k = 0; k < K; k++) sum += A[m * aRow + k * aColumn] * B[k * bRow + n * bColumn];
        C[m * N + n] = sum;
      }
  };
  run();
  return { run, figure: sumOfSquares(C) };
}
