export { toJavaScript } from "./javascript.ts";
export type { ExportOptions } from "./plan.ts";
export { toC } from "./c.ts";
export { checkNameOfC, checkNameOfJavaScript } from "./names.ts";
export { roundingBound } from "../comparison/rounding-bound.ts";
