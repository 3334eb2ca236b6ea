export { readOnnx } from "./read.ts";
export { writeOnnx } from "./write.ts";
export type { LayerNames, NetworkFile, OnnxDetails, Precision } from "../network-file.ts";
