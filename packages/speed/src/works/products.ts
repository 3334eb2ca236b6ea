import type { DType } from "@espalier/tensor";
import type { ProductTask } from "../tasks.ts";
import type { Case, Work } from "./work.ts";

/** What a product is good for in the paper's networks, its form, M, K and N. Transposed forms read B or A as it is stored. */
type Shape = readonly [name: string, form: ProductTask["form"], M: number, K: number, N: number];

// prettier-ignore
const shapes: readonly Shape[] = [
  ["forward, MNIST",          "NT",  128,  784,   32],
  ["forward, MNIST",          "NT", 1024,  784,   32],
  ["forward, MNIST",          "NT", 1024,  784,   64],
  ["forward, hidden",         "NT", 1024,   32,   32],
  ["forward, ten outputs",    "NT", 1024,   32,   10],
  ["forward, PDE",            "NT", 1024,   68,   64],
  ["forward, PDE hidden",     "NT", 1024,   64,   32],
  ["forward, PDE hidden",     "NT", 1024,   16,   16],
  ["gradient of W, MNIST",    "TN",   32,  128,  784],
  ["gradient of W, MNIST",    "TN",   32, 1024,  784],
  ["gradient of W, hidden",   "TN",   32, 1024,   32],
  ["gradient of W, PDE",      "TN",   64, 1024,   68],
  ["gradient of W, outputs",  "TN",   10, 1024,   32],
  ["gradient of X, hidden",   "NN", 1024,   32,   32],
  ["gradient of X, outputs",  "NN", 1024,   10,   32],
  ["square",                  "NN",   64,   64,   64],
  ["square",                  "NN",  128,  128,  128],
  ["square",                  "NN",  256,  256,  256],
  ["square",                  "NN",  512,  512,  512],
  ["square",                  "NN", 1024, 1024, 1024],
];

export const caseOf =
  (dtype: DType) =>
  ([name, form, M, K, N]: Shape): Case => ({
    name: `${name}, ${M} × ${K} × ${N}`,
    work: "product",
    task: { dtype, form, M, K, N },
    flop: 2 * M * K * N,
  });

const products = (dtype: DType): Work => ({
  name: `products ${dtype}`,
  title: `Matrix products in ${dtype}`,
  counted:
    "[M, K] · [K, N], written into memory that is there, or into a new matrix where a library offers nothing else. Ours has its operands where " +
    "its kernels compute, as in a training; the others have theirs in their own memory.",
  contenders: [
    "limit",
    "kernels",
    "plain",
    "naive",
    "ndarray-gemm",
    ...(dtype === "f32" ? ["tensorflow"] : []),
    "jax",
    "numpy",
    "torch",
  ],
  cases: shapes.map(caseOf(dtype)),
  pace: { warmUp: 0.1, sample: 0.02, allowance: 1 },
});

export const singleProducts: Work = products("f32");
export const doubleProducts: Work = products("f64");
