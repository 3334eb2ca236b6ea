export { metrics } from "./loss/metric.ts";
export type { Metric, MetricName } from "./loss/metric.ts";
export { compareOutputs, outputComparison } from "./comparison/compare.ts";
export type { OutputDifference } from "./comparison/compare.ts";
export {
  checkNetwork,
  cloneNetwork,
  forward,
  inputWidth,
  layerInputs,
  mapParameters,
  nonzeroWeights,
  outputWidth,
  outputWidths,
  parametersOf,
  sizesOf,
  weightCount,
} from "./graph/network.ts";
export { requireChain } from "./graph/check-network.ts";
export type { Graph, GraphInput, GraphNode, GraphOutput, Layer, Network, NodeOp } from "./graph/graph.ts";
export { nodeOps } from "./graph/nodes.ts";
export { graphOf } from "./graph/walk.ts";
export { activate, activationKinds } from "./activation/activation.ts";
export type { Activation, ActivationKind } from "./activation/activation.ts";
export {
  activationTexts,
  checkActivation,
  numbersOf,
  parseActivation,
  showActivation,
} from "./activation/activation-numbers.ts";
export type { ActivationText, NumberOf, PreluText } from "./activation/activation-numbers.ts";
export { heads } from "./graph/head.ts";
export type { Head } from "./graph/head.ts";
export type { Mask } from "./training/masks.ts";
export { evaluate } from "./loss/loss.ts";
export type { Evaluation } from "./loss/loss.ts";
export type { LossName, Samples } from "./loss/samples.ts";
export { lossGradients } from "./loss/gradient.ts";
export type { LossGradient } from "./loss/gradient.ts";
export { initialNetwork } from "./training/initialize.ts";
export type { InitialOptions } from "./training/initialize.ts";
export { adamDefaults, adamStart, adamStep, removedEntries } from "./training/adam.ts";
export type { AdamOptions, AdamState } from "./training/adam.ts";
export { distil } from "./training/distil.ts";
export type { DistilOptions } from "./training/distil.ts";
export { train, training } from "./training/train.ts";
export type { Trained, TrainOptions } from "./training/options.ts";
export { finish, run } from "./calls/progress.ts";
export type { Abort, Progress, RunOptions, Work } from "./calls/progress.ts";
export { CHUNK } from "./graph/chunk.ts";
export { chunks } from "./graph/samples.ts";
export type { Chunk } from "./samples/chunk.ts";
export { spanOf } from "./samples/spans.ts";
export type { SampleRange } from "./samples/spans.ts";
export { addNode } from "./samples/span-tree.ts";
export type { SpanNode } from "./samples/span-tree.ts";
