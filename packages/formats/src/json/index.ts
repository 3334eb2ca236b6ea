export { networkFromJson, networkToJson } from "./network-json.ts";
export type { NetworkJson } from "./network-json.ts";
export type { ActivationJson } from "./activation-json.ts";
export type { GraphJson, NodeJson } from "./graph-json.ts";
export { readJson, writeJson } from "./file.ts";
export type { ReadJsonOptions } from "./file.ts";
export type { LayerNames, NetworkFile, OnnxDetails, Precision } from "@espalier/files";
