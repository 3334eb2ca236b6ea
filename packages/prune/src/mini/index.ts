// `prune` with its choices as values, for a page that counts bytes: a bundle has only the methods that it imports.
export { prune, pruning } from "./prune.ts";
export type { PruneOptions } from "./prune.ts";
export { pruneBy, pruningBy } from "./prune-by.ts";
export type { PruneByOptions } from "./prune-by.ts";
export type { SampleOptions } from "../search/calibration.ts";
export { blocks, nOfM } from "./granularity.ts";
export type { Granularity, LayerScores, Pruned, ScoringStrategy, Strategy } from "@espalier/scores";
export {
  eliminationCompensation,
  nonlinear,
  magnitude,
  gradientMagnitude,
  random,
  meanReplacement,
  flap,
  wanda,
  obd,
  obdRecursive,
  obs,
  taylor,
  localRelativeVariance,
  magnitudeLayerwise,
  randomLayerwise,
} from "@espalier/scores/strategies";
export {
  leakyRelu,
  prelu,
  gelu,
  geluTanh,
  silu,
  elu,
  selu,
  celu,
  softplus,
  mish,
  hardsigmoid,
  hardswish,
  clip,
  softsign,
  logsigmoid,
  sin,
  cos,
  exp,
  abs,
  sqrt,
  reciprocal,
} from "@espalier/network/internal";
export type { ChainActivation } from "@espalier/network/internal";
export { bias, none, row } from "@espalier/compensation";
export type { Compensation } from "@espalier/compensation";
export { finish, run } from "@espalier/network";
export type { Network, Progress, RunOptions, Work } from "@espalier/network";
export { seededRandom, tensor, toNested } from "@espalier/tensor";
export { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
export type { Random, Tensor } from "@espalier/tensor";
