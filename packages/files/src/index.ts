export { metricOfFile, precisionOf } from "./network-file/network-file.ts";
export type {
  BrainDetails,
  LayerNames,
  NetworkFile,
  NodeNames,
  OutputMap,
} from "./network-file/network-file.ts";
export type {
  OnnxDetails,
  OnnxInput,
  OnnxOutput,
  OnnxTail,
  OnnxTailNode,
  OnnxUnread,
} from "./network-file/onnx-details.ts";
export { namesOf, sequentialNames } from "./network-file/names.ts";
export { withNetwork } from "./network-file/with-network.ts";
export { asWritten, roundToPrecision } from "./network-file/round.ts";
export { foldedLayer } from "./network-file/fold.ts";
export type { DiagonalMap, EntryMap, FoldedLayer, PermutationMap } from "./network-file/fold.ts";
export type { Precision } from "./bytes/numbers.ts";
