export { compensationNames } from "./compensations/index.ts";
export type { CompensationName } from "./compensations/compensation.ts";
