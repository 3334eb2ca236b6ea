// For the other packages of Espalier. Names may change in any release.
export { neuronActivation } from "./activation/activation.ts";
export * from "./chain/activations.ts";
export { checkChain, cloneChain, throughChain } from "./chain/chain.ts";
export type { Chain } from "./chain/chain.ts";
export { checkOptions, show } from "./calls/options.ts";
export { createWatch, isListenable, turn } from "./calls/progress.ts";
export type { Listenable, Watch } from "./calls/progress.ts";
export { required } from "./calls/required.ts";
export type { Columns } from "./compact/columns.ts";
export { narrowed, widthsOf } from "./compact/narrowed.ts";
export { compareWith, finiteOutputsOf } from "./comparison/compare.ts";
export type { Outputs } from "./comparison/compare.ts";
export { judged, withWeights } from "./comparison/output-weights.ts";
export {
  addSums,
  exponentOf,
  largestOf,
  rootOf,
  rootOfRatio,
  sumOfSquares,
} from "./comparison/square-sum.ts";
export type { SquareSum } from "./comparison/square-sum.ts";
export { inputColumns, kindOf, mapNode, nodeParameters, placeOf, sideBySide } from "./graph/nodes.ts";
export { outputsFor } from "./graph/outputs.ts";
export { checkBatch, checkInputShape, checkInputs, checkWidth } from "./graph/samples.ts";
export { placesOfMatrices } from "./graph/network.ts";
export { asUsed, isSameMatrix, listAsUsed, refuseTransposed, usesOf } from "./graph/uses.ts";
export { isChain, layersOf, walk } from "./graph/walk.ts";
export type { MetricFactors } from "./loss/metric-factors.ts";
export { factorsIn, metricIn } from "./loss/metric-in.ts";
export { metricFactors, metricOf, outputs as outputFactors } from "./loss/metric-factors.ts";
export { checkMetric } from "./loss/one-softmax.ts";
export { checkLoss, checkSamples } from "./loss/samples.ts";
export { totalOf } from "./samples/span-tree.ts";
export { initialActivation } from "./training/initialize.ts";
export { checkMasks, countKept, masked, masksByMatrix, withoutMasked } from "./training/masks.ts";
export type { GivenMask } from "./training/masks.ts";
export { distillation } from "./training/distil.ts";
export { narrowedTraining } from "./training/narrowed.ts";
export { gradientTree, partGradients } from "./training/part-gradients.ts";
export type { PartGradient } from "./training/part-gradients.ts";
export { checkWhole, trainingIn, trainingPlan } from "./training/steps.ts";
export type { TrainingPlan } from "./training/steps.ts";
export { trainingFor } from "./training/train.ts";
