export { FormatError, InputError, ShapeError, ValueError } from "./errors.ts";
export {
  allocate,
  astype,
  dtypeOf,
  full,
  item,
  reshape,
  sameShape,
  showShape,
  sizeOf,
  tensor,
  toNested,
  wrap,
  zeros,
} from "./tensor.ts";
export type { Data, DType, Nested, Shape, Tensor } from "./tensor.ts";
export { copyIn, zerosIn } from "./arena.ts";
export { rowCopier, rows, takeRows, takeRowsInto } from "./rows.ts";
export { checkFinite, checkTensor, firstNotFinite } from "./check.ts";
export { matchAxes } from "./axes.ts";
export { broadcastShapes, checkStretch } from "./broadcast.ts";
export {
  abs,
  add,
  broadcastTo,
  commonDtype,
  div,
  exp,
  log,
  map,
  mapInto,
  mul,
  neg,
  sqrt,
  sub,
  zip,
  zipInto,
} from "./elementwise.ts";
export { max, mean, min, splitAt, sum, sumTo, sumToInto } from "./reduce.ts";
export type { AxisSplit } from "./reduce.ts";
export { matmulNN, matmulNNInto, matmulNT, matmulNTInto, matmulTN, matmulTNInto } from "./matmul.ts";
export * as elementary from "./elementary/index.ts";
export { erf, erfc, normalCdf, normalPdf } from "./elementary/index.ts";
export {
  checkRandom,
  permutation,
  permutationInto,
  randomNormal,
  randomUniform,
  seededRandom,
} from "./random.ts";
export type { Random } from "./random.ts";
export { kernels, useKernels } from "./kernels/choice.ts";
export type {
  Activation,
  ActivationName,
  ActivationSlope,
  FunctionName,
  Lines,
  LogSumExp,
  NegativeSums,
  Softmax,
} from "./kernels/kernels.ts";
export type {
  AdamStep,
  Arena,
  Gemm,
  Kernels,
  OuterProducts,
  Prelu,
  PreluSlope,
  PreluTangent,
  WeightedSums,
} from "./kernels/kernels.ts";
export { reference } from "./kernels/reference/reference.ts";
export { useFastKernels, wasmKernels } from "./kernels/fast.ts";
export type { WasmModule } from "./kernels/wasm/engine/engine.ts";
