export { readSkops } from "./skops.ts";
