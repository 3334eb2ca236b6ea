import type { Op } from "../op.ts";
import * as scalar from "./scalar.ts";

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
export const neg: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.neg);
/** eˣ, entry by entry. */
export const exp: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.exp);
/** log x, entry by entry; NaN below 0. */
export const log: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.log);
/** √x, entry by entry; the slope at 0 is ∞. */
export const sqrt: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.sqrt);
/** tanh x, entry by entry. */
export const tanh: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.tanh);
/** 1 / (1 + exp(−x)), entry by entry. */
export const sigmoid: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.sigmoid);
/** log(1 + exp x), entry by entry; finite for every finite x. */
export const softplus: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.softplus);
/** x Φ(x), entry by entry, by the error function. */
export const gelu: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.gelu);
/** max(x, 0), entry by entry; the slope at 0 is 0. */
export const relu: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.relu);
/** min(x, 0), entry by entry; the slope at 0 is 1. */
export const negativePart: Op<"x"> = /* @__PURE__ */ scalar.opOf(scalar.negativePart);
