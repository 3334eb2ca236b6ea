export { namesOf, precisionOf, sequentialNames, withNetwork } from "./network-file/network-file.ts";
export type {
  BrainDetails,
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
} from "./network-file/network-file.ts";
export { asWritten, roundToPrecision } from "./network-file/round.ts";
export { foldedLayer } from "./network-file/fold.ts";
export type { DiagonalMap, EntryMap, FoldedLayer, PermutationMap } from "./network-file/fold.ts";
export type { Precision } from "./bytes/numbers.ts";
