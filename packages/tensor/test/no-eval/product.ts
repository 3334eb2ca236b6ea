import { matmulNN, tensor, toNested } from "../../src/index.ts";
import type { Nested } from "../../src/index.ts";

const A = tensor([
  [1, 2],
  [3, 4],
]);

export const result: Nested = toNested(matmulNN(A, A));
