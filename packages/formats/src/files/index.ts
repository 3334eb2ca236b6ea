export { networkFormats } from "./networks.ts";
export type { NetworkFormat, Untold } from "./networks.ts";
export { dataFormats } from "./data.ts";
export type { DataFormat } from "./data.ts";
export { readAs, recognize } from "./recognize.ts";
export { formatOf } from "./choose.ts";
export type { Format } from "./choose.ts";
export { readInputsByName } from "./by-name.ts";
