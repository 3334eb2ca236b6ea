import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../src/performance/tasks.ts";
import { sparsePass } from "./sparse.ts";
import { espalier } from "./support.ts";

await useFastKernels();

export const contender: Contender = { available: espalier, prepare: sparsePass };
