export { namesOf, precisionOf, sequentialNames, withNetwork } from "./network-file.ts";
export type { LayerNames, NetworkFile, OnnxDetails, Precision } from "./network-file.ts";
export { asWritten, roundToPrecision } from "./round.ts";
