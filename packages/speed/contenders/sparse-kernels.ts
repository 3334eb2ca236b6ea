import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../src/tasks.ts";
import { sparsePass } from "./sparse.ts";
import { espalier } from "./support.ts";

await useFastKernels();

export const contender: Contender = { available: espalier, prepare: sparsePass };
