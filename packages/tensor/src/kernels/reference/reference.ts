import type { Kernels } from "../kernels.ts";
import { adam, add, addSquares, addToRows, prelu, preluSlope, preluTangent, squares } from "./elementwise.ts";
import { activation, activationSlope } from "./activations.ts";
import { areFinite } from "./finite.ts";
import { gemm } from "./gemm.ts";
import { outerProducts } from "./outer-products.ts";
import { columnSums, logSumExp, negativeSums, softmax } from "./sums.ts";
import { weightedSums } from "./weighted-sums.ts";

/** Plain TypeScript: the definition of every kernel, and the one that runs everywhere. */
export const reference: Kernels = {
  name: "reference",
  gemm,
  addToRows,
  add,
  prelu,
  preluSlope,
  preluTangent,
  weightedSums,
  squares,
  addSquares,
  outerProducts,
  activation,
  activationSlope,
  columnSums,
  negativeSums,
  logSumExp,
  softmax,
  adam,
  areFinite,
  arena: () => ({
    allocate: (size, dtype) => (dtype === "f32" ? new Float32Array(size) : new Float64Array(size)),
    copy: (source) => source.slice(),
    doubles: (size) => new Float64Array(size),
    release: () => {},
  }),
};
