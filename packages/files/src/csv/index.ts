export { readCsv } from "./read.ts";
export type { Csv, ReadCsvOptions } from "./read.ts";
export { writeCsv } from "./write.ts";
