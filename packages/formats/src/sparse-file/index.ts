export { readSparse } from "./read.ts";
export { writeSparse } from "./write.ts";
