export { checkSparseGraph, listsAsUsed, toDense, toSparse } from "./network.ts";
export type { SparseLayer, SparseNetwork } from "./network.ts";
export { sparseForward } from "./forward.ts";
export { indexBytes, storageOf } from "./storage.ts";
export type { Form, Storage } from "./storage.ts";
