import type { Contender } from "../src/tasks.ts";
import { sparsePass } from "./sparse.ts";
import { espalier } from "./support.ts";

export const contender: Contender = { available: espalier, prepare: sparsePass };
