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
export type { Read } from "./read.ts";
export { jsonText } from "./write.ts";
