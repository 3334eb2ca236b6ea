import type { Contender } from "../contender.ts";
import { sparsePass } from "./sparse.ts";
import { espalier } from "./versions.ts";

export const contender: Contender = { available: espalier, prepare: sparsePass };
