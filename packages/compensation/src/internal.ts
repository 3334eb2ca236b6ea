// For the other packages of Espalier. Names may change in any release.
export { compensationOf, compensations } from "./compensations/index.ts";
export { hasMovesOf, withMoves } from "./compensations/scores.ts";
export { answeredBy } from "./gauss-newton/answers.ts";
export type { RemoteBatch, RemoteSource } from "./gauss-newton/answers.ts";
export { ask } from "./gauss-newton/ask.ts";
export type { Asking, LeftNetwork, Movable, Problem, Reduction } from "./gauss-newton/ask.ts";
export { initialDamping } from "./gauss-newton/levenberg-marquardt.ts";
export type { Damping } from "./gauss-newton/levenberg-marquardt.ts";
export { answered } from "./gauss-newton/local-answers.ts";
export type { LocalSource } from "./gauss-newton/local-answers.ts";
export {
  batchOf,
  isSummed,
  localBatch,
  localChunks,
  meansOver,
  toGradient,
} from "./gauss-newton/local-batch.ts";
export type { LocalChunks, NumberedChunk, SizedChunk, Sum } from "./gauss-newton/local-batch.ts";
export { relevantOf } from "./gauss-newton/relevant.ts";
export { chunksOf } from "./gauss-newton/samples.ts";
export { knownOutputs } from "./gauss-newton/known-outputs.ts";
export { treeSum } from "./gauss-newton/tree-sum.ts";
export { solve } from "./gauss-newton/solve.ts";
export type { Solved } from "./gauss-newton/solve.ts";
export { createBuffers } from "./samples/batches.ts";
export { memorySampler, streamSampler } from "./samples/sampler.ts";
export type { MemorySampler, Picked, Sampler, StreamSampler } from "./samples/sampler.ts";
export { streamSource } from "./samples/stream-source.ts";
export type { StreamChecks } from "./samples/stream-source.ts";
