import type { Contender } from "../src/performance/tasks.ts";
import { works } from "./espalier.ts";
import { espalier } from "./support.ts";

/** The kernels as everybody has them who does not ask for others. */
export const contender: Contender = { available: espalier, prepare: works };
