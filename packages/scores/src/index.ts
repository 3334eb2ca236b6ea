export type { Granularity, GranularityName } from "./granularity/index.ts";
export { cut } from "./method/cut.ts";
export type { Pruned } from "./method/cut.ts";
export { energies } from "./method/energy.ts";
export type { LayerEnergy } from "./method/energy.ts";
export type { Probes } from "./method/directions.ts";
export { mergeInto as mergeMomentsInto, mergeMoments, noMoments, weightedMoments } from "./method/moments.ts";
export type { Moments } from "./method/moments.ts";
export {
  batchStatistics,
  layerStatistics,
  mergeStatistics,
  noStatistics,
  unweightedMoments,
} from "./method/statistics.ts";
export type { LayerStatistics, StatisticsPart } from "./method/statistics.ts";
export { scoreLayer } from "./method/score.ts";
export type { CurvatureByRow, LayerScores, RowCurvature } from "./method/score.ts";
export type { Pass, PassInput, PassOf, PassResult } from "./streaming/pass.ts";
export type { LayerScale, Scales } from "./method/layer-scale.ts";
export { cheapest, removalCount } from "./method/rank.ts";
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
