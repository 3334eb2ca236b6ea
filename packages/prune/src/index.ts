export { prune, pruning } from "./prune.ts";
export type { PruneOptions } from "./prune.ts";
export type { SolveOptions } from "./search/options.ts";
export type { PrunedByStages, StageReport } from "./search/stage.ts";
export { efforts } from "./search/effort.ts";
export type { Effort, EffortName } from "./search/effort.ts";
export type {
  PrunedUnits,
  PruneUnitsOptions,
  UnitGranularity,
  UnitImportance,
} from "./structured/options.ts";
export type { PrunedUnitsWithin, UnitBudgetOptions } from "./structured/units-within.ts";
export { optimalBrainSurgeon } from "./methods/obs-full.ts";
export type { ObsOptions } from "./methods/obs-full.ts";
export { trainWithSensitivities } from "./methods/karnin.ts";
export type { TrainedWithSensitivities } from "./methods/karnin.ts";
export { movementPruning } from "./methods/movement.ts";
export type { MovementOptions, PrunedByTraining } from "./methods/scored-weights.ts";
export { autoPruning } from "./methods/autoprune.ts";
export type { TrainingMethodOptions } from "./methods/minibatches.ts";
export { scoring } from "./search/scoring.ts";
export type { ScoreOptions } from "./search/scoring.ts";
export { probedScoring, undecided } from "./search/probed.ts";
export type { ProbedScores } from "./search/probed.ts";
export type { ProbeOptions } from "./search/probes.ts";
export type { SumsOptions } from "./search/sums.ts";
export { pruningInSteps } from "./search/in-steps.ts";
export { pruningWithin } from "./search/within-budget.ts";
export type { BudgetOptions } from "./search/within-budget.ts";
export type { PrunedWithin } from "./search/stages-within.ts";
export { assess } from "./search/assess.ts";
export type { Assessment, LayerAssessment } from "./search/assess.ts";
export { pruneStream, scoreStream, statisticsStream } from "./stream.ts";
export type { StreamOptions } from "./stream.ts";
export { mergeParts, scoreStatistics, statisticsParts, totalStatistics } from "./parts.ts";
export type { PartsOptions } from "./parts.ts";
export { narrower, trainPruneFineTune } from "./methods/train-prune-fine-tune.ts";
export type { TrainedAndPruned, TrainPruneFineTuneOptions } from "./methods/train-prune-fine-tune.ts";
export {
  metrics,
  compareOutputs,
  outputComparison,
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
  requireChain,
  nodeOps,
  graphOf,
  activate,
  activationKinds,
  activationTexts,
  checkActivation,
  numbersOf,
  parseActivation,
  showActivation,
  heads,
  evaluate,
  lossGradients,
  initialNetwork,
  adamDefaults,
  adamStart,
  adamStep,
  removedEntries,
  distil,
  train,
  training,
  finish,
  run,
  chunks,
  CHUNK,
  spanOf,
  addNode,
} from "@espalier/network";
export type {
  Metric,
  MetricName,
  OutputDifference,
  Graph,
  GraphInput,
  GraphNode,
  GraphOutput,
  Layer,
  Network,
  NodeOp,
  Activation,
  ActivationKind,
  ActivationText,
  NumberOf,
  PreluText,
  Head,
  Mask,
  Evaluation,
  LossName,
  Samples,
  LossGradient,
  InitialOptions,
  AdamOptions,
  AdamState,
  DistilOptions,
  Trained,
  TrainOptions,
  Abort,
  Progress,
  RunOptions,
  Work,
  Chunk,
  SampleRange,
  SpanNode,
} from "@espalier/network";
export {
  cut,
  energies,
  mergeMomentsInto,
  mergeMoments,
  noMoments,
  weightedMoments,
  batchStatistics,
  layerStatistics,
  mergeStatistics,
  noStatistics,
  unweightedMoments,
  scoreLayer,
  cheapest,
  removalCount,
  remove,
  strategies,
  strategyNames,
  strategyOf,
  nonlinearDefinition,
} from "@espalier/scores";
export type {
  GranularityName,
  Pruned,
  LayerEnergy,
  Moments,
  LayerStatistics,
  StatisticsPart,
  LayerScores,
  CurvatureByRow,
  RowCurvature,
  Pass,
  LayerScale,
  PassInput,
  PassOf,
  PassResult,
  Scales,
  Probes,
  Calibration,
  ChunkwiseStrategy,
  RetrainingStrategy,
  ScoringStrategy,
  Strategy,
  WholeStrategy,
  WeightScore,
} from "@espalier/scores";
export { compensationNames } from "@espalier/compensation";
export type { Batch, Batches, CompensationName } from "@espalier/compensation";
export {
  takeColumns,
  unitCompensationNames,
  unitStrategies,
  unitStrategyNames,
  withAllInputs,
  inputsBelowGap,
  isNull,
} from "@espalier/structured";
export type {
  KeptUnits,
  UnitCalibration,
  UnitCompensationName,
  UnitScores,
  UnitStrategy,
} from "@espalier/structured";
// To pass samples, read results and catch errors without another package.
export { seededRandom, tensor, toNested } from "@espalier/tensor";
export { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
export type { Random, Tensor } from "@espalier/tensor";
