export { readOnnx } from "./read.ts";
export type { OutputChoice, ReadOnnxOptions } from "./read.ts";
export { externalFiles } from "./file/external-files.ts";
export { writeOnnx, writeOnnxWithData } from "./write/write.ts";
export type { OnnxWithData } from "./write/write.ts";
export type {
  LayerNames,
  NetworkFile,
  NodeNames,
  OnnxDetails,
  OnnxInput,
  OnnxOutput,
  OnnxTail,
  OnnxTailNode,
  OnnxUnread,
  OutputMap,
  Precision,
} from "@espalier/files";
