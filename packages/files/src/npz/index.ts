export { readNpz } from "./read.ts";
export type { ReadNpzOptions } from "./read.ts";
export { writeNpz } from "./write.ts";
export type { WriteNpzOptions } from "./write.ts";
export { flattenRows } from "../npy/rows.ts";
