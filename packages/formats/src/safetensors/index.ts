export { readSafetensors } from "./read.ts";
export type { ReadSafetensorsOptions } from "./read.ts";
export { writeSafetensors } from "./write.ts";
export type { LayerNames, NetworkFile, Precision } from "@espalier/files";
