import { useFastKernels } from "@espalier/tensor";
import type { Contender } from "../contender.ts";
import { sparsePass } from "./sparse.ts";
import { espalier } from "./versions.ts";

await useFastKernels();

export const contender: Contender = { available: espalier, prepare: sparsePass };
