export { prune, pruning, scoring, cut } from "./prune.ts";
export type { Pruned, PruneOptions } from "./prune.ts";
export type { ScoreOptions } from "./prepare.ts";
export { pruningInSteps } from "./in-steps.ts";
export { pruningWithin } from "./within-budget.ts";
export type { BudgetOptions, PrunedWithin } from "./within-budget.ts";
export { compareOutputs } from "./compare.ts";
export type { OutputDifference } from "./compare.ts";
export { assess } from "./assess.ts";
export type { Assessment, LayerAssessment } from "./assess.ts";
export { scoreStream, statisticsStream } from "./stream.ts";
export type { StreamOptions } from "./stream.ts";
export type { Batch, Batches } from "./rechunk.ts";
export {
  checkNetwork,
  cloneNetwork,
  forward,
  layerInputs,
  mapParameters,
  nonzeroWeights,
  parametersOf,
  sizesOf,
  weightCount,
} from "./network.ts";
export type { Layer, Network } from "./network.ts";
export { activate, activationKinds } from "./activation.ts";
export type { Activation, ActivationKind } from "./activation.ts";
export { withNetwork } from "./formats/network-file.ts";
export type { Head, LayerNames, NetworkFile, OnnxDetails, Precision } from "./formats/network-file.ts";
export { energies } from "./energy.ts";
export type { LayerEnergy } from "./energy.ts";
export { mergeMoments, noMoments, weightedMoments } from "./moments.ts";
export type { Moments } from "./moments.ts";
export {
  batchStatistics,
  layerStatistics,
  mergeStatistics,
  noStatistics,
  plainMoments,
} from "./statistics.ts";
export type { LayerStatistics } from "./statistics.ts";
export { scoreLayer } from "./score.ts";
export type { LayerScores, RowCurvature } from "./score.ts";
export type { Chunk, Gathered, Given, Pass, Passes } from "./passes.ts";
export { cheapest, removalCount } from "./rank.ts";
export type { Mask } from "./rank.ts";
export { remove } from "./remove.ts";
export { strategies, strategyNames, strategyOf } from "./strategies/index.ts";
export type { Calibration, RetrainingStrategy, ScoringStrategy, Strategy } from "./strategies/strategy.ts";
export { evaluate } from "./loss.ts";
export type { Evaluation, LossName, Samples } from "./loss.ts";
export { lossGradients } from "./gradient.ts";
export type { LossGradient } from "./gradient.ts";
export { initialNetwork } from "./training/initialize.ts";
export type { InitialOptions } from "./training/initialize.ts";
export { adamDefaults, adamStart, adamStep, removedEntries } from "./training/adam.ts";
export type { AdamOptions, AdamState } from "./training/adam.ts";
export { train, training } from "./training/train.ts";
export type { Trained, TrainOptions } from "./training/train.ts";
export { narrower, trainPruneFineTune } from "./training/train-prune-fine-tune.ts";
export type { TrainedAndPruned, TrainPruneFineTuneOptions } from "./training/train-prune-fine-tune.ts";
export { finish, run } from "./work.ts";
export type { Abort, Progress, RunOptions, Work } from "./work.ts";
export { chunks, CHUNK } from "./samples.ts";
// What a newcomer needs to hand samples in, read the result, and catch what is refused.
export { seededRandom, tensor, toNested } from "@espalier/tensor";
export { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
export type { Random, Tensor } from "@espalier/tensor";
