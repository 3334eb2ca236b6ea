import type { Kernels } from "../kernels.ts";
import { adam, addSquares, addToRows, centre, prelu, preluSlope, sumDifferences } from "./elementwise.ts";
import { gemm } from "./gemm.ts";

/** Plain TypeScript: the definition of every kernel, and the one that runs everywhere. */
export const reference: Kernels = {
  name: "reference",
  gemm,
  addToRows,
  prelu,
  preluSlope,
  sumDifferences,
  centre,
  addSquares,
  adam,
  arena: () => ({
    allocate: (size, dtype) => (dtype === "f32" ? new Float32Array(size) : new Float64Array(size)),
    doubles: (size) => new Float64Array(size),
    release: () => {},
  }),
};
