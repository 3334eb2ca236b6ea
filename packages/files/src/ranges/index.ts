export { openRows } from "./rows.ts";
export type { RowFormat, Rows } from "./rows.ts";
export { httpRanges } from "./http.ts";
export type { HttpOptions } from "./http.ts";
export { rangesOf } from "../bytes/byte-ranges.ts";
export type { ByteRanges } from "../bytes/byte-ranges.ts";
