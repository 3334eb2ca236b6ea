export { lookAround, measure } from "./comparison.ts";
export { forwardTable, winsTable } from "./page.ts";
export { work } from "./results.ts";
export { forwardPass } from "./works.ts";
