import type { Contender } from "../contender.ts";
import { works } from "./espalier.ts";
import { espalier } from "./versions.ts";

/** The kernels as everybody has them who does not ask for others. */
export const contender: Contender = { available: espalier, prepare: works };
