// Files of results: how they are written, and what a schema of one is made of.
export { machine, machineNow } from "./machine.ts";
export { fiveDigits, stringifyRows } from "./rows.ts";
export * from "./schema.ts";
