export { readPytorch, readPytorchTensors } from "./read.ts";
export type { ReadPytorchOptions } from "./read.ts";
