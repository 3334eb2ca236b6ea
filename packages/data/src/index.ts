export type { DataSet, Samples } from "./dataset.ts";
