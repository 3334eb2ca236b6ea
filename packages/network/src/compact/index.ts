export { compact } from "./compact.ts";
export type { Compacted, CompactOptions } from "./compact.ts";
export type { Change, LayerChange } from "./report.ts";
export { roundingBound } from "../comparison/rounding-bound.ts";
