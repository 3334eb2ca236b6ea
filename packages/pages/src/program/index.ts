export { runPageProgram } from "./page.ts";
export { INTERRUPTED, runProgram, stopOnInterrupt } from "./run.ts";
