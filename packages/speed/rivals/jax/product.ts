import { sumOfSquares } from "../../contenders/support.ts";
import { entries } from "../../src/tasks.ts";
import type { Prepared, ProductTask } from "../../src/tasks.ts";
import { library } from "./library.ts";
import type { JaxArray } from "./library.ts";

export function product({ dtype, form, M, K, N }: ProductTask): Prepared {
  const { numpy: np, jit } = library();
  const matrix = (rows: number, columns: number): JaxArray =>
    np
      .array(entries(rows * columns, dtype), { dtype: dtype === "f32" ? "float32" : "float64" })
      .reshape([rows, columns]);
  const A = form === "TN" ? matrix(K, M) : matrix(M, K);
  const B = form === "NT" ? matrix(N, K) : matrix(K, N);
  const multiply = jit((a: JaxArray, b: JaxArray) =>
    np.matmul(form === "TN" ? a.transpose() : a, form === "NT" ? b.transpose() : b),
  );
  return {
    figure: sumOfSquares(multiply(A.ref, B.ref).dataSync()),
    run: async () => (await multiply(A.ref, B.ref).blockUntilReady()).dispose(),
  };
}
