export type { Batch, Batches } from "./samples/batches.ts";
export { compensationNames } from "./compensations/index.ts";
export type { Compensation, CompensationName } from "./compensations/compensation.ts";
export { none } from "./compensations/none.ts";
export { bias } from "./compensations/bias.ts";
export { biasJoint } from "./compensations/bias-joint.ts";
export { row } from "./compensations/row.ts";
export { network } from "./compensations/network.ts";
