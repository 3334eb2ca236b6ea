export {
  count,
  documentOf,
  fields,
  finite,
  layersOf,
  matrix,
  notNegative,
  numbers,
  rootOf,
  rowsOf,
  show,
} from "./read.ts";
export type { LayersDocument, Read } from "./read.ts";
export { jsonBytes } from "./write.ts";
export type { JsonOptions } from "./write.ts";
