import type { Op } from "../op.ts";
import { scalarOps } from "./scalar.ts";

// Every primitive. One that takes settings is a function from them to the op: sumOver(1).
export { add, div, mul, sub } from "./arithmetic.ts";
export { matmulNN, matmulNT, matmulTN } from "./matmul.ts";
export { affine } from "./affine.ts";
export { prelu, preluSlope } from "./prelu.ts";
export { broadcastTo, meanOver, repeatAlong, scale, sumOver, sumTo } from "./shape.ts";
export { logsumexp, softmax } from "./logsumexp.ts";
export { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { slopeOps } from "./scalar.ts";

export const neg: Op<"x"> = scalarOps.neg;
export const exp: Op<"x"> = scalarOps.exp;
export const log: Op<"x"> = scalarOps.log;
export const sqrt: Op<"x"> = scalarOps.sqrt;
export const tanh: Op<"x"> = scalarOps.tanh;
export const sigmoid: Op<"x"> = scalarOps.sigmoid;
export const softplus: Op<"x"> = scalarOps.softplus;
export const gelu: Op<"x"> = scalarOps.gelu;
export const relu: Op<"x"> = scalarOps.relu;
export const negativePart: Op<"x"> = scalarOps.negativePart;
