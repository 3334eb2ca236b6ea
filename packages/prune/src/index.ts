export { prune, pruning } from "./prune.ts";
export type { PruneOptions } from "./prune.ts";
export { compensationNames } from "./compensation/index.ts";
export type { CompensationName } from "./compensation/compensation.ts";
export type { SolveOptions } from "./search/options.ts";
export type { PrunedByStages, StageReport } from "./search/stage.ts";
export { efforts } from "./search/effort.ts";
export type { Effort, EffortName } from "./search/effort.ts";
export { metrics } from "./method/metric.ts";
export type { Metric, MetricName } from "./method/metric.ts";
export type { GranularityName } from "./granularity/index.ts";
export { takeColumns, unitCompensationNames, unitStrategies, unitStrategyNames } from "./structured/index.ts";
export type {
  KeptUnits,
  PrunedUnits,
  PruneUnitsOptions,
  UnitCalibration,
  UnitCompensationName,
  UnitGranularity,
  UnitScores,
  UnitStrategy,
} from "./structured/index.ts";
export { optimalBrainSurgeon } from "./strategies/family/obs-full.ts";
export type { ObsOptions } from "./strategies/family/obs-full.ts";
export { trainWithSensitivities } from "./strategies/family/karnin.ts";
export type { TrainedWithSensitivities } from "./strategies/family/karnin.ts";
export { movementPruning } from "./strategies/family/movement.ts";
export type { MovementOptions, PrunedByTraining } from "./strategies/family/movement.ts";
export { autoPruning } from "./strategies/family/autoprune.ts";
export type { TrainingMethodOptions } from "./strategies/family/minibatches.ts";
export { inputsBelowGap } from "./strategies/family/input-perturbation.ts";
export { isNull } from "./strategies/family/variance-nullity.ts";
export { cut } from "./method/cut.ts";
export type { Pruned } from "./method/cut.ts";
export { scoring } from "./strategies/scoring.ts";
export type { ScoreOptions } from "./strategies/scoring.ts";
export { pruningInSteps } from "./search/in-steps.ts";
export { pruningWithin } from "./search/within-budget.ts";
export type { BudgetOptions } from "./search/within-budget.ts";
export type { PrunedWithin } from "./search/stages-within.ts";
export { compareOutputs, outputComparison } from "./network/compare.ts";
export type { OutputDifference } from "./network/compare.ts";
export { assess } from "./search/assess.ts";
export type { Assessment, LayerAssessment } from "./search/assess.ts";
export { pruneStream, scoreStream, statisticsStream } from "./stream.ts";
export type { StreamOptions } from "./stream.ts";
export { mergeParts, scoreStatistics, statisticsParts, totalStatistics } from "./parts.ts";
export type { PartsOptions, StatisticsPart } from "./parts.ts";
export { spanOf } from "./streaming/spans.ts";
export { addNode } from "./streaming/span-tree.ts";
export type { SpanNode } from "./streaming/span-tree.ts";
export type { SampleRange } from "./streaming/spans.ts";
export type { Batch, Batches } from "./streaming/chunks.ts";
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
} from "./network/network.ts";
export { requireChain } from "./network/check-network.ts";
export type { Graph, GraphInput, GraphNode, GraphOutput, Layer, Network, NodeOp } from "./network/graph.ts";
export { nodeOps } from "./network/nodes.ts";
export { graphOf } from "./network/walk.ts";
export { activate, activationKinds } from "./network/activation.ts";
export type { Activation, ActivationKind } from "./network/activation.ts";
export {
  activationTexts,
  checkActivation,
  numbersOf,
  parseActivation,
  showActivation,
} from "./network/activation-numbers.ts";
export type { ActivationText, NumberOf, PreluText } from "./network/activation-numbers.ts";
export { heads } from "./network/head.ts";
export type { Head } from "./network/head.ts";
export { energies } from "./method/energy.ts";
export type { LayerEnergy } from "./method/energy.ts";
export { mergeInto as mergeMomentsInto, mergeMoments, noMoments, weightedMoments } from "./method/moments.ts";
export type { Moments } from "./method/moments.ts";
export {
  batchStatistics,
  layerStatistics,
  mergeStatistics,
  noStatistics,
  unweightedMoments,
} from "./method/statistics.ts";
export type { LayerStatistics } from "./method/statistics.ts";
export { scoreLayer } from "./method/score.ts";
export type { LayerScores, RowCurvature } from "./method/score.ts";
export type { Chunk, Pass, PassInput, PassOf, PassResult } from "./streaming/pass.ts";
export { cheapest, removalCount } from "./method/rank.ts";
export type { Mask } from "./method/rank.ts";
export { remove } from "./method/remove.ts";
export { strategies, strategyNames, strategyOf } from "./strategies/index.ts";
export type {
  Calibration,
  ChunkwiseStrategy,
  RetrainingStrategy,
  ScoringStrategy,
  Strategy,
  WholeStrategy,
} from "./strategies/strategy.ts";
export { nonlinearDefinition } from "./strategies/nonlinear/definition.ts";
export type { WeightScore } from "./strategies/nonlinear/definition.ts";
export { evaluate } from "./network/loss.ts";
export type { Evaluation, LossName, Samples } from "./network/loss.ts";
export { lossGradients } from "./network/gradient.ts";
export type { LossGradient } from "./network/gradient.ts";
export { initialNetwork } from "./training/initialize.ts";
export type { InitialOptions } from "./training/initialize.ts";
export { adamDefaults, adamStart, adamStep, removedEntries } from "./training/adam.ts";
export type { AdamOptions, AdamState } from "./training/adam.ts";
export { distil } from "./training/distil.ts";
export type { DistilOptions } from "./training/distil.ts";
export { train, training } from "./training/train.ts";
export type { Trained, TrainOptions } from "./training/train.ts";
export { narrower, trainPruneFineTune } from "./training/train-prune-fine-tune.ts";
export type { TrainedAndPruned, TrainPruneFineTuneOptions } from "./training/train-prune-fine-tune.ts";
export { finish, run } from "./streaming/progress.ts";
export type { Abort, Progress, RunOptions, Work } from "./streaming/progress.ts";
export { chunks, CHUNK } from "./network/samples.ts";
// To pass samples, read results and catch errors without another package.
export { seededRandom, tensor, toNested } from "@espalier/tensor";
export { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
export type { Random, Tensor } from "@espalier/tensor";
