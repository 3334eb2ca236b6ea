import type { Contender } from "../src/tasks.ts";
import { works } from "./espalier.ts";
import { espalier } from "./support.ts";

/** The default kernels. */
export const contender: Contender = { available: espalier, prepare: works };
