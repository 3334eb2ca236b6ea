export { exp, expm1 } from "./exp.ts";
export { log, log1p } from "./log.ts";
export { cosineOfTurns } from "./cosine.ts";
export { cos, sin } from "./sine.ts";
export { power } from "./power.ts";
export { tanh, tanhSlope } from "./tanh.ts";
export { sigmoid, sigmoidSlope } from "./sigmoid.ts";
export { erf, erfc, gelu, geluSlope, normalCdf, normalPdf } from "./normal.ts";
