export { externalFiles, readOnnx } from "./read.ts";
export type { ReadOnnxOptions } from "./read.ts";
export { writeOnnx, writeOnnxWithData } from "./write/write.ts";
export type { OnnxWithData } from "./write/write.ts";
export type { LayerNames, NetworkFile, OnnxDetails, OutputMap, Precision } from "../network-file.ts";
