export { readIdx } from "./read.ts";
export type { ReadIdxOptions } from "./read.ts";
export { readIdxBytes, readIdxHeader } from "./bytes.ts";
export type { ByteArray, IdxHeader } from "./bytes.ts";
export { flattenRows } from "../npy/rows.ts";
