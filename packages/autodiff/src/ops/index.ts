import type { Op } from "../op.ts";
import { scalarOps } from "./scalar.ts";

// Every primitive. One with settings is a function from the settings to the op: sumOver(1).
export { add, div, mul, sub } from "./arithmetic.ts";
export { matmulNN, matmulNT, matmulTN, transpose } from "./matmul.ts";
export { affine } from "./affine.ts";
export { prelu, preluSlope, preluTangent } from "./prelu.ts";
export { maximum, minimum } from "./extremes.ts";
export { concat, pad, slice } from "./columns.ts";
export { broadcastTo, meanOver, repeatAlong, scale, sumOver, sumTo } from "./shape.ts";
export { logsumexp, softmax } from "./logsumexp.ts";
export { layerNorm, rmsNorm } from "./normalization.ts";
export { softmaxDivergence } from "./softmax-divergence.ts";
export { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { slopeOps } from "./scalar.ts";
export { pointwise } from "./scalar-family.ts";

/** −x */
export const neg: Op<"x"> = scalarOps.neg;
/** eˣ, entry by entry. */
export const exp: Op<"x"> = scalarOps.exp;
/** log x, entry by entry; NaN below 0. */
export const log: Op<"x"> = scalarOps.log;
/** √x, entry by entry; the slope at 0 is ∞. */
export const sqrt: Op<"x"> = scalarOps.sqrt;
/** tanh x, entry by entry. */
export const tanh: Op<"x"> = scalarOps.tanh;
/** 1 / (1 + exp(−x)), entry by entry. */
export const sigmoid: Op<"x"> = scalarOps.sigmoid;
/** log(1 + exp x), entry by entry; finite for every finite x. */
export const softplus: Op<"x"> = scalarOps.softplus;
/** x Φ(x), entry by entry, by the error function. */
export const gelu: Op<"x"> = scalarOps.gelu;
/** max(x, 0), entry by entry; the slope at 0 is 0. */
export const relu: Op<"x"> = scalarOps.relu;
/** min(x, 0), entry by entry; the slope at 0 is 1. */
export const negativePart: Op<"x"> = scalarOps.negativePart;
