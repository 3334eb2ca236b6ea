export { runPageProgram } from "./page.ts";
export { INTERRUPTED, runProgram, stopOnInterrupt } from "./run.ts";
export { resumed } from "./resumed.ts";
