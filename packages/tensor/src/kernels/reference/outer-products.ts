import type { Data } from "../../tensor.ts";
import type { OuterProducts } from "../kernels.ts";

/** Y_nmij = g_mni x_nj. */
export function outerProducts({ N, M, I, J, g, x, Y }: OuterProducts): void {
  for (let n = 0; n < N; n++)
    for (let m = 0; m < M; m++)
      for (let i = 0; i < I; i++) multiply(Y, ((n * M + m) * I + i) * J, g[(m * N + n) * I + i], x, n * J, J);
}

/** A row of J products. It is a separate function so that engines compile it early and for one kind of array. */
function multiply(Y: Data, at: number, g: number, x: Data, from: number, J: number): void {
  for (let j = 0; j < J; j++) Y[at + j] = g * x[from + j];
}
