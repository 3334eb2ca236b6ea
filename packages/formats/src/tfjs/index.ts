export { readTfjs, tfjsShards } from "./read.ts";
export type { Shards } from "./read.ts";
export { writeTfjs } from "./write.ts";
export type { TfjsFiles } from "./write.ts";
