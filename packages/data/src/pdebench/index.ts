export { readPdebench } from "./read.ts";
export { isHdf5 } from "./open.ts";
export { rk45, SCIPY_TOLERANCE } from "./rk45.ts";
export type { Rk45Options } from "./rk45.ts";
