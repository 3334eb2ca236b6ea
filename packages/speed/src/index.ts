export { lookAround, measure } from "./comparison.ts";
export { forwardTable, winsTable } from "./tables/forward.ts";
export { work } from "./results.ts";
export { forwardPass } from "./works/forward.ts";
