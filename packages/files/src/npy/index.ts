export { readNpy } from "./read.ts";
export type { ReadNpyOptions } from "./read.ts";
export { writeNpy } from "./write.ts";
export { flattenRows } from "./rows.ts";
