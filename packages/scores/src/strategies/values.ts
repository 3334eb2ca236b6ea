// Every strategy that scores weights, as a value: a bundle has only those that it imports.
export { eliminationCompensation } from "./elimination-compensation.ts";
export { nonlinear } from "./nonlinear/nonlinear.ts";
export { magnitude } from "./magnitude.ts";
export { gradientMagnitude } from "./gradient-magnitude.ts";
export { random } from "./random.ts";
export { meanReplacement } from "./mean-replacement.ts";
export { flap } from "./flap.ts";
export { wanda } from "./wanda.ts";
export { obd } from "./obd.ts";
export { obdRecursive } from "./family/obd-recursive.ts";
export { obs } from "./obs/obs.ts";
export { taylor } from "./family/taylor.ts";
export { localRelativeVariance } from "./family/local-relative-variance.ts";
export { magnitudeLayerwise, randomLayerwise } from "./layerwise.ts";
